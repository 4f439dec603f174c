@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param apps_outputs_azure_container_apps_environment_default_domain string

param apps_outputs_azure_container_apps_environment_id string

param generator_containerimage string

@secure()
param postgres_password_value string

@secure()
param mysql_password_value string

@secure()
param sqlserver_password_value string

@secure()
param access_key_value string

@secure()
param operator_password_hash_value string

param apps_outputs_azure_container_registry_endpoint string

param apps_outputs_azure_container_registry_managed_identity_id string

resource generator 'Microsoft.App/containerApps@2025-02-02-preview' = {
  name: 'generator'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'connectionstrings--postgresdb'
          value: 'Host=postgres;Port=5432;Username=postgres;Password=${postgres_password_value};Database=shop'
        }
        {
          name: 'postgresdb-password'
          value: postgres_password_value
        }
        {
          name: 'postgresdb-uri'
          value: 'postgresql://postgres:${uriComponent(postgres_password_value)}@postgres:5432/shop'
        }
        {
          name: 'connectionstrings--mysqldb'
          value: 'Server=mysql;Port=3306;User ID=root;Password=${mysql_password_value};Database=shop'
        }
        {
          name: 'mysqldb-password'
          value: mysql_password_value
        }
        {
          name: 'mysqldb-uri'
          value: 'mysql://root:${uriComponent(mysql_password_value)}@mysql:3306/shop'
        }
        {
          name: 'connectionstrings--sqlserverdb'
          value: 'Server=sqlserver,1433;User ID=sa;Password=${sqlserver_password_value};TrustServerCertificate=true;Database=shop'
        }
        {
          name: 'sqlserverdb-password'
          value: sqlserver_password_value
        }
        {
          name: 'sqlserverdb-uri'
          value: 'mssql://sa:${uriComponent(sqlserver_password_value)}@sqlserver:1433/shop'
        }
        {
          name: 'stellarforge--access--key'
          value: access_key_value
        }
        {
          name: 'stellarforge--access--users--operator--passwordhash'
          value: operator_password_hash_value
        }
      ]
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: 8080
        transport: 'http'
      }
      registries: [
        {
          server: apps_outputs_azure_container_registry_endpoint
          identity: apps_outputs_azure_container_registry_managed_identity_id
        }
      ]
      runtime: {
        dotnet: {
          autoConfigureDataProtection: true
        }
      }
    }
    environmentId: apps_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          probes: [
            {
              failureThreshold: 6
              httpGet: {
                path: '/healthz'
                port: 8080
                scheme: 'HTTP'
              }
              timeoutSeconds: 10
              type: 'Liveness'
            }
            {
              failureThreshold: 3
              httpGet: {
                path: '/readyz'
                port: 8080
                scheme: 'HTTP'
              }
              timeoutSeconds: 10
              type: 'Readiness'
            }
          ]
          image: generator_containerimage
          name: 'generator'
          env: [
            {
              name: 'OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY'
              value: 'in_memory'
            }
            {
              name: 'ASPNETCORE_FORWARDEDHEADERS_ENABLED'
              value: 'true'
            }
            {
              name: 'HTTP_PORTS'
              value: '8080'
            }
            {
              name: 'StellarForge__Model__Scale'
              value: '0.01'
            }
            {
              name: 'StellarForge__Streams__shop__Broker'
              value: 'kafka'
            }
            {
              name: 'StellarForge__Streams__shop__Fill'
              value: 'postgresdb,mysqldb,sqlserverdb'
            }
            {
              name: 'StellarForge__Streams__shop__Rate'
              value: '200'
            }
            {
              name: 'StellarForge__Streams__shop__Faults__LateBy'
              value: '00:00:10'
            }
            {
              name: 'StellarForge__Streams__shop__Faults__DisorderBy'
              value: '00:00:02'
            }
            {
              name: 'StellarForge__Streams__shop__Tables__orders'
              value: '1'
            }
            {
              name: 'StellarForge__Streams__shop__Tables__order_lines'
              value: ''
            }
            {
              name: 'StellarForge__Streams__shop__Tables__payments'
              value: ''
            }
            {
              name: 'StellarForge__Streams__shop__Tables__customer_interactions'
              value: '4'
            }
            {
              name: 'StellarForge__Pipelines__postgresdb__Stream'
              value: 'shop'
            }
            {
              name: 'StellarForge__Pipelines__postgresdb__Target'
              value: 'postgresdb'
            }
            {
              name: 'StellarForge__Pipelines__postgresdb__Group'
              value: 'stellarforge-postgresdb'
            }
            {
              name: 'StellarForge__Pipelines__mysqldb__Stream'
              value: 'shop'
            }
            {
              name: 'StellarForge__Pipelines__mysqldb__Target'
              value: 'mysqldb'
            }
            {
              name: 'StellarForge__Pipelines__mysqldb__Group'
              value: 'stellarforge-mysqldb'
            }
            {
              name: 'StellarForge__Pipelines__sqlserverdb__Stream'
              value: 'shop'
            }
            {
              name: 'StellarForge__Pipelines__sqlserverdb__Target'
              value: 'sqlserverdb'
            }
            {
              name: 'StellarForge__Pipelines__sqlserverdb__Group'
              value: 'stellarforge-sqlserverdb'
            }
            {
              name: 'ConnectionStrings__kafka'
              value: 'kafka:9092'
            }
            {
              name: 'KAFKA_HOST'
              value: 'kafka'
            }
            {
              name: 'KAFKA_PORT'
              value: '9092'
            }
            {
              name: 'ConnectionStrings__postgresdb'
              secretRef: 'connectionstrings--postgresdb'
            }
            {
              name: 'POSTGRESDB_HOST'
              value: 'postgres'
            }
            {
              name: 'POSTGRESDB_PORT'
              value: '5432'
            }
            {
              name: 'POSTGRESDB_USERNAME'
              value: 'postgres'
            }
            {
              name: 'POSTGRESDB_PASSWORD'
              secretRef: 'postgresdb-password'
            }
            {
              name: 'POSTGRESDB_URI'
              secretRef: 'postgresdb-uri'
            }
            {
              name: 'POSTGRESDB_JDBCCONNECTIONSTRING'
              value: 'jdbc:postgresql://postgres:5432/shop'
            }
            {
              name: 'POSTGRESDB_DATABASENAME'
              value: 'shop'
            }
            {
              name: 'ConnectionStrings__mysqldb'
              secretRef: 'connectionstrings--mysqldb'
            }
            {
              name: 'MYSQLDB_HOST'
              value: 'mysql'
            }
            {
              name: 'MYSQLDB_PORT'
              value: '3306'
            }
            {
              name: 'MYSQLDB_USERNAME'
              value: 'root'
            }
            {
              name: 'MYSQLDB_PASSWORD'
              secretRef: 'mysqldb-password'
            }
            {
              name: 'MYSQLDB_URI'
              secretRef: 'mysqldb-uri'
            }
            {
              name: 'MYSQLDB_JDBCCONNECTIONSTRING'
              value: 'jdbc:mysql://mysql:3306/shop'
            }
            {
              name: 'MYSQLDB_DATABASENAME'
              value: 'shop'
            }
            {
              name: 'ConnectionStrings__sqlserverdb'
              secretRef: 'connectionstrings--sqlserverdb'
            }
            {
              name: 'SQLSERVERDB_HOST'
              value: 'sqlserver'
            }
            {
              name: 'SQLSERVERDB_PORT'
              value: '1433'
            }
            {
              name: 'SQLSERVERDB_USERNAME'
              value: 'sa'
            }
            {
              name: 'SQLSERVERDB_PASSWORD'
              secretRef: 'sqlserverdb-password'
            }
            {
              name: 'SQLSERVERDB_URI'
              secretRef: 'sqlserverdb-uri'
            }
            {
              name: 'SQLSERVERDB_JDBCCONNECTIONSTRING'
              value: 'jdbc:sqlserver://sqlserver:1433;databaseName=shop;trustServerCertificate=true'
            }
            {
              name: 'SQLSERVERDB_DATABASENAME'
              value: 'shop'
            }
            {
              name: 'StellarForge__Access__Key'
              secretRef: 'stellarforge--access--key'
            }
            {
              name: 'StellarForge__Access__Users__operator__PasswordHash'
              secretRef: 'stellarforge--access--users--operator--passwordhash'
            }
            {
              name: 'StellarForge__Access__Users__operator__Role'
              value: 'operator'
            }
            {
              name: 'StellarForge__Access__Proxies__0'
              value: '100.100.0.0/16'
            }
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 8
        rules: [
          {
            name: 'cpu'
            custom: {
              type: 'cpu'
              metadata: {
                type: 'Utilization'
                value: '70'
              }
            }
          }
        ]
      }
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${apps_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}