// Azure Database for PostgreSQL, flexible server, with one database. Its address goes into the vault.
param location string = resourceGroup().location

@description('The vault that takes the address.')
param vaultName string

@description('The name of the secret in it.')
param connection string

param database string

param login string = 'stellarforge'

@secure()
param password string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: take('postgres-${uniqueString(resourceGroup().id)}', 63)
  location: location
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    version: '16'
    administratorLogin: login
    administratorLoginPassword: password
    authConfig: {
      activeDirectoryAuth: 'Disabled'
      passwordAuth: 'Enabled'
    }
    storage: {
      storageSizeGB: 32
    }
    backup: {
      backupRetentionDays: 7
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
  }

  resource shop 'databases' = {
    name: database
  }

  // From all of Azure, and from nowhere else; the password is what keeps others out.
  resource azure 'firewallRules' = {
    name: 'AllowAzure'
    properties: {
      startIpAddress: '0.0.0.0'
      endIpAddress: '0.0.0.0'
    }
    dependsOn: [
      shop
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  resource address 'secrets' = {
    name: connection
    properties: {
      value: 'postgres://${login}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:5432/${database}?sslmode=verify-full'
    }
  }
}
