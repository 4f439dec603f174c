targetScope = 'subscription'

param resourceGroupName string

param location string

param principalId string

resource rg 'Microsoft.Resources/resourceGroups@2023-07-01' = {
  name: resourceGroupName
  location: location
}

module apps_acr 'apps-acr/apps-acr.bicep' = {
  name: 'apps-acr'
  scope: rg
  params: {
    location: location
  }
}

module apps 'apps/apps.bicep' = {
  name: 'apps'
  scope: rg
  params: {
    location: location
    apps_acr_outputs_name: apps_acr.outputs.name
    userPrincipalId: principalId
  }
}

output apps_AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = apps.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN

output apps_AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = apps.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID

output apps_AZURE_CONTAINER_REGISTRY_ENDPOINT string = apps.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT

output apps_AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = apps.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID