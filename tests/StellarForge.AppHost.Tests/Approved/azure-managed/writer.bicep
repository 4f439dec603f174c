@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param apps_outputs_azure_container_apps_environment_default_domain string

param apps_outputs_azure_container_apps_environment_id string

param writer_containerimage string

param writer_identity_outputs_id string

param vault_outputs_name string

@secure()
param access_key_value string

@secure()
param operator_password_hash_value string

param writer_identity_outputs_clientid string

param eventhubs_outputs_server string

param apps_outputs_azure_container_registry_endpoint string

param apps_outputs_azure_container_registry_managed_identity_id string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vault_outputs_name
}

resource vault_kafka 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'kafka'
  parent: vault
}

resource vault_postgresdb 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'postgresdb'
  parent: vault
}

resource vault_mysqldb 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'mysqldb'
  parent: vault
}

resource vault_sqlserverdb 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'sqlserverdb'
  parent: vault
}

resource vault_kafka_password 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'kafka-password'
  parent: vault
}

resource writer 'Microsoft.App/containerApps@2025-02-02-preview' = {
  name: 'writer'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'connectionstrings--kafka'
          identity: writer_identity_outputs_id
          keyVaultUrl: vault_kafka.properties.secretUri
        }
        {
          name: 'connectionstrings--postgresdb'
          identity: writer_identity_outputs_id
          keyVaultUrl: vault_postgresdb.properties.secretUri
        }
        {
          name: 'connectionstrings--mysqldb'
          identity: writer_identity_outputs_id
          keyVaultUrl: vault_mysqldb.properties.secretUri
        }
        {
          name: 'connectionstrings--sqlserverdb'
          identity: writer_identity_outputs_id
          keyVaultUrl: vault_sqlserverdb.properties.secretUri
        }
        {
          name: 'stellarforge--access--key'
          value: access_key_value
        }
        {
          name: 'stellarforge--access--users--operator--passwordhash'
          value: operator_password_hash_value
        }
        {
          name: 'keda-kafka-password'
          identity: writer_identity_outputs_id
          keyVaultUrl: vault_kafka_password.properties.secretUri
        }
        {
          name: 'keda-kafka-user'
          value: '$ConnectionString'
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
          image: writer_containerimage
          name: 'writer'
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
              secretRef: 'connectionstrings--kafka'
            }
            {
              name: 'ConnectionStrings__postgresdb'
              secretRef: 'connectionstrings--postgresdb'
            }
            {
              name: 'ConnectionStrings__mysqldb'
              secretRef: 'connectionstrings--mysqldb'
            }
            {
              name: 'ConnectionStrings__sqlserverdb'
              secretRef: 'connectionstrings--sqlserverdb'
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
            {
              name: 'KEDA_KAFKA_PASSWORD'
              secretRef: 'keda-kafka-password'
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: writer_identity_outputs_clientid
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
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
            name: 'stellarforge-postgresdb'
            custom: {
              type: 'kafka'
              metadata: {
                bootstrapServers: eventhubs_outputs_server
                consumerGroup: 'stellarforge-postgresdb'
                lagThreshold: '20000'
                offsetResetPolicy: 'earliest'
                sasl: 'plaintext'
                tls: 'enable'
              }
              auth: [
                {
                  secretRef: 'keda-kafka-user'
                  triggerParameter: 'username'
                }
                {
                  secretRef: 'keda-kafka-password'
                  triggerParameter: 'password'
                }
              ]
            }
          }
          {
            name: 'stellarforge-mysqldb'
            custom: {
              type: 'kafka'
              metadata: {
                bootstrapServers: eventhubs_outputs_server
                consumerGroup: 'stellarforge-mysqldb'
                lagThreshold: '20000'
                offsetResetPolicy: 'earliest'
                sasl: 'plaintext'
                tls: 'enable'
              }
              auth: [
                {
                  secretRef: 'keda-kafka-user'
                  triggerParameter: 'username'
                }
                {
                  secretRef: 'keda-kafka-password'
                  triggerParameter: 'password'
                }
              ]
            }
          }
          {
            name: 'stellarforge-sqlserverdb'
            custom: {
              type: 'kafka'
              metadata: {
                bootstrapServers: eventhubs_outputs_server
                consumerGroup: 'stellarforge-sqlserverdb'
                lagThreshold: '20000'
                offsetResetPolicy: 'earliest'
                sasl: 'plaintext'
                tls: 'enable'
              }
              auth: [
                {
                  secretRef: 'keda-kafka-user'
                  triggerParameter: 'username'
                }
                {
                  secretRef: 'keda-kafka-password'
                  triggerParameter: 'password'
                }
              ]
            }
          }
        ]
      }
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${writer_identity_outputs_id}': { }
      '${apps_outputs_azure_container_registry_managed_identity_id}': { }
    }
  }
}