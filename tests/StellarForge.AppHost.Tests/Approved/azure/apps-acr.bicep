@description('The location for the resource(s) to be deployed.')
param location string = resourceGroup().location

resource apps_acr 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: take('appsacr${uniqueString(resourceGroup().id)}', 50)
  location: location
  sku: {
    name: 'Basic'
  }
  tags: {
    'aspire-resource-name': 'apps-acr'
  }
}

output name string = apps_acr.name

output loginServer string = apps_acr.properties.loginServer