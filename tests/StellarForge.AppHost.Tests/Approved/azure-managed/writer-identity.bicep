@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource writer_identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('writer_identity-${uniqueString(resourceGroup().id)}', 128)
  location: location
}

output id string = writer_identity.id

output clientId string = writer_identity.properties.clientId

output principalId string = writer_identity.properties.principalId

output principalName string = writer_identity.name

output name string = writer_identity.name