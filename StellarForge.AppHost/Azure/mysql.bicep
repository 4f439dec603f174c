// Azure Database for MySQL, flexible server, with one database. Its address goes into the vault.
param location string = resourceGroup().location

@description('The vault that takes the address.')
param vaultName string

@description('The name of the secret in it.')
param connection string

param database string

param login string = 'stellarforge'

@secure()
param password string

resource server 'Microsoft.DBforMySQL/flexibleServers@2023-12-30' = {
  name: take('mysql-${uniqueString(resourceGroup().id)}', 63)
  location: location
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    version: '8.0.21'
    administratorLogin: login
    administratorLoginPassword: password
    storage: {
      storageSizeGB: 20
      autoGrow: 'Enabled'
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
    properties: {
      charset: 'utf8mb4'
      collation: 'utf8mb4_0900_ai_ci'
    }
  }

  // Rows go in by LOAD DATA LOCAL, which the server has to allow.
  resource localInfile 'configurations' = {
    name: 'local_infile'
    properties: {
      value: 'ON'
      source: 'user-override'
    }
    dependsOn: [
      shop
    ]
  }

  // From all of Azure, and from nowhere else; the password is what keeps others out.
  resource azure 'firewallRules' = {
    name: 'AllowAzure'
    properties: {
      startIpAddress: '0.0.0.0'
      endIpAddress: '0.0.0.0'
    }
    dependsOn: [
      localInfile
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  resource address 'secrets' = {
    name: connection
    properties: {
      value: 'mysql://${login}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:3306/${database}?ssl-mode=verify-full'
    }
  }
}
