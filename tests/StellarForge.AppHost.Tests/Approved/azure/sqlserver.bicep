@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param apps_outputs_azure_container_apps_environment_default_domain string

param apps_outputs_azure_container_apps_environment_id string

@secure()
param sqlserver_password_value string

resource sqlserver 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'sqlserver'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'mssql-sa-password'
          value: sqlserver_password_value
        }
      ]
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: 1433
        transport: 'tcp'
      }
    }
    environmentId: apps_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: 'mcr.microsoft.com/mssql/server:2022-latest'
          name: 'sqlserver'
          command: [
            '/bin/bash'
            '-c'
            'until /opt/mssql-tools18/bin/sqlcmd -C -b -S localhost -U sa -P "$MSSQL_SA_PASSWORD" -Q "IF DB_ID(\'shop\') IS NULL CREATE DATABASE shop"; do sleep 5; done & exec /opt/mssql/bin/sqlservr'
          ]
          env: [
            {
              name: 'ACCEPT_EULA'
              value: 'Y'
            }
            {
              name: 'MSSQL_SA_PASSWORD'
              secretRef: 'mssql-sa-password'
            }
          ]
          resources: {
            cpu: json('2')
            memory: '4Gi'
          }
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
}