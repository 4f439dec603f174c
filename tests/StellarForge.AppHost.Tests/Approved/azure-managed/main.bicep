targetScope = 'subscription'

param resourceGroupName string

param location string

param principalId string

@secure()
param postgres_password string

@secure()
param mysql_password string

@secure()
param sqlserver_password string

resource rg 'Microsoft.Resources/resourceGroups@2023-07-01' = {
  name: resourceGroupName
  location: location
}

module vault 'vault/vault.bicep' = {
  name: 'vault'
  scope: rg
  params: {
    location: location
  }
}

module eventhubs 'eventhubs/eventhubs.bicep' = {
  name: 'eventhubs'
  scope: rg
  params: {
    location: location
    vaultName: vault.outputs.name
    connection: 'kafka'
    topics: 'orders,order_lines,payments,customer_interactions'
    logs: 'shop.control,orders.dlq,order_lines.dlq,payments.dlq,customer_interactions.dlq'
  }
}

module postgres 'postgres/postgres.bicep' = {
  name: 'postgres'
  scope: rg
  params: {
    location: location
    vaultName: vault.outputs.name
    connection: 'postgresdb'
    database: 'shop'
    password: postgres_password
  }
}

module mysql 'mysql/mysql.bicep' = {
  name: 'mysql'
  scope: rg
  params: {
    location: location
    vaultName: vault.outputs.name
    connection: 'mysqldb'
    database: 'shop'
    password: mysql_password
  }
}

module sqlserver 'sqlserver/sqlserver.bicep' = {
  name: 'sqlserver'
  scope: rg
  params: {
    location: location
    vaultName: vault.outputs.name
    connection: 'sqlserverdb'
    database: 'shop'
    password: sqlserver_password
  }
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

module generator_identity 'generator-identity/generator-identity.bicep' = {
  name: 'generator-identity'
  scope: rg
  params: {
    location: location
  }
}

module generator_roles_vault 'generator-roles-vault/generator-roles-vault.bicep' = {
  name: 'generator-roles-vault'
  scope: rg
  params: {
    location: location
    vault_outputs_name: vault.outputs.name
    principalId: generator_identity.outputs.principalId
  }
}

module writer_identity 'writer-identity/writer-identity.bicep' = {
  name: 'writer-identity'
  scope: rg
  params: {
    location: location
  }
}

module writer_roles_vault 'writer-roles-vault/writer-roles-vault.bicep' = {
  name: 'writer-roles-vault'
  scope: rg
  params: {
    location: location
    vault_outputs_name: vault.outputs.name
    principalId: writer_identity.outputs.principalId
  }
}

module api_identity 'api-identity/api-identity.bicep' = {
  name: 'api-identity'
  scope: rg
  params: {
    location: location
  }
}

module api_roles_vault 'api-roles-vault/api-roles-vault.bicep' = {
  name: 'api-roles-vault'
  scope: rg
  params: {
    location: location
    vault_outputs_name: vault.outputs.name
    principalId: api_identity.outputs.principalId
  }
}

output apps_AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = apps.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN

output apps_AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = apps.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID

output apps_AZURE_CONTAINER_REGISTRY_ENDPOINT string = apps.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT

output apps_AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = apps.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID

output generator_identity_id string = generator_identity.outputs.id

output vault_name string = vault.outputs.name

output vault_vaultUri string = vault.outputs.vaultUri

output generator_identity_clientId string = generator_identity.outputs.clientId

output writer_identity_id string = writer_identity.outputs.id

output writer_identity_clientId string = writer_identity.outputs.clientId

output eventhubs_server string = eventhubs.outputs.server

output api_identity_id string = api_identity.outputs.id

output api_identity_clientId string = api_identity.outputs.clientId