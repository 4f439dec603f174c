// Azure SQL with one database. Its address goes into the vault.
param location string = resourceGroup().location

@description('The vault that takes the address.')
param vaultName string

@description('The name of the secret in it.')
param connection string

param database string

param login string = 'stellarforge'

@secure()
param password string

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: take('sqlserver-${uniqueString(resourceGroup().id)}', 63)
  location: location
  properties: {
    version: '12.0'
    administratorLogin: login
    administratorLoginPassword: password
    minimalTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }

  resource shop 'databases' = {
    name: database
    location: location
    sku: {
      name: 'S0'
      tier: 'Standard'
    }
  }

  // From all of Azure, and from nowhere else; the password is what keeps others out.
  resource azure 'firewallRules' = {
    name: 'AllowAzure'
    properties: {
      startIpAddress: '0.0.0.0'
      endIpAddress: '0.0.0.0'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  resource address 'secrets' = {
    name: connection
    properties: {
      value: 'sqlserver://${login}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:1433/${database}'
    }
  }
}
