@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param apps_outputs_azure_container_apps_environment_default_domain string

param apps_outputs_azure_container_apps_environment_id string

@secure()
param mysql_password_value string

resource mysql 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'mysql'
  location: location
  properties: {
    configuration: {
      secrets: [
        {
          name: 'mysql-root-password'
          value: mysql_password_value
        }
      ]
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: 3306
        transport: 'tcp'
      }
    }
    environmentId: apps_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: 'docker.io/library/mysql:9.6'
          name: 'mysql'
          args: [
            '--local-infile=1'
          ]
          env: [
            {
              name: 'MYSQL_ROOT_PASSWORD'
              secretRef: 'mysql-root-password'
            }
            {
              name: 'MYSQL_DATABASE'
              value: 'shop'
            }
          ]
          resources: {
            cpu: json('1')
            memory: '2Gi'
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