@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

param apps_outputs_azure_container_apps_environment_default_domain string

param apps_outputs_azure_container_apps_environment_id string

resource kafka 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'kafka'
  location: location
  properties: {
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: 9092
        transport: 'tcp'
        additionalPortMappings: [
          {
            external: false
            targetPort: 9093
          }
        ]
      }
    }
    environmentId: apps_outputs_azure_container_apps_environment_id
    template: {
      containers: [
        {
          image: 'docker.io/confluentinc/confluent-local:8.1.1'
          name: 'kafka'
          env: [
            {
              name: 'KAFKA_LISTENERS'
              value: 'PLAINTEXT://localhost:29092,CONTROLLER://localhost:29093,PLAINTEXT_HOST://0.0.0.0:9092,PLAINTEXT_INTERNAL://0.0.0.0:9093'
            }
            {
              name: 'KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'
              value: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT,PLAINTEXT_INTERNAL:PLAINTEXT'
            }
            {
              name: 'KAFKA_ADVERTISED_LISTENERS'
              value: 'PLAINTEXT://kafka:29092,PLAINTEXT_HOST://kafka:9092,PLAINTEXT_INTERNAL://kafka:9093'
            }
            {
              name: 'KAFKA_LOG_DIRS'
              value: '/var/lib/kafka/data'
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