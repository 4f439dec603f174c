// Event Hubs with the topics of the stream, by Kafka's protocol. Its address goes into the vault, and so does what KEDA signs in by.
param location string = resourceGroup().location

@description('The vault that takes the address.')
param vaultName string

@description('The name of the secret in it.')
param connection string

@description('The topics of events, with commas.')
param topics string

@description('The topics of one partition: the control log of the stream, and dead letters.')
param logs string

param partitions int = 8

// Standard has ten topics and keeps messages for seven days at most; Premium a hundred, and ninety days.
resource hubs 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: take('eventhubs-${uniqueString(resourceGroup().id)}', 50)
  location: location
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: 1
  }
  properties: {
    minimumTlsVersion: '1.2'
  }

  resource services 'authorizationRules' = {
    name: 'services'
    properties: {
      rights: [
        'Listen'
        'Send'
      ]
    }
  }
}

// One after the other, as a namespace makes one at a time.
@batchSize(1)
resource events 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for topic in split(topics, ','): {
  parent: hubs
  name: topic
  properties: {
    partitionCount: partitions
    messageRetentionInDays: 7
  }
}]

@batchSize(1)
resource others 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for topic in split(logs, ','): {
  parent: hubs
  name: topic
  properties: {
    partitionCount: 1
    messageRetentionInDays: 7
  }
  dependsOn: [
    events
  ]
}]

// Kafka's port of a namespace.
var server = '${hubs.name}.servicebus.windows.net:9093'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  // A user and a password make it SASL_SSL with PLAIN.
  resource address 'secrets' = {
    name: connection
    properties: {
      value: 'kafka://%24ConnectionString:${uriComponent(hubs::services.listKeys().primaryConnectionString)}@${server}'
    }
  }

  resource password 'secrets' = {
    name: '${connection}-password'
    properties: {
      value: hubs::services.listKeys().primaryConnectionString
    }
  }
}

output server string = server
