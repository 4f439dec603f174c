@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource generator_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('generator_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = generator_identity.id

output clientId string = generator_identity.properties.clientId

output principalId string = generator_identity.properties.principalId

output principalName string = generator_identity.name

output name string = generator_identity.name