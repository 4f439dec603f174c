CREATE TABLE `authors` (
    `id` int NOT NULL AUTO_INCREMENT,
    `email` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    `boss_id` int,
    `Odd "name"]``` longtext NOT NULL,
    CONSTRAINT `pk_authors` PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE UNIQUE INDEX `ux_authors_email` ON `authors` (`email`);

CREATE TABLE `pages` (
    `book` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    `number` smallint NOT NULL,
    `author_id` int NOT NULL,
    `price` decimal(10, 2) NOT NULL,
    `notes` json,
    `body` longtext NOT NULL,
    `code` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    `printed` datetime(6) NOT NULL,
    CONSTRAINT `pk_pages` PRIMARY KEY (`book`, `number`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE INDEX `ix_pages_a_very_long_name_of_an_index_that_no_database__9491041f` ON `pages` (`code`);

CREATE TABLE `everything` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `flag` tinyint(1),
    `tiny` tinyint,
    `octet` tinyint unsigned,
    `short` smallint,
    `ushort` smallint unsigned,
    `int` int,
    `uint` int unsigned,
    `long` bigint,
    `ulong` bigint unsigned,
    `single` double,
    `double` double,
    `money` decimal(15,2),
    `wide` decimal(28,10),
    `text` varchar(100),
    `date` date,
    `time` time(6),
    `duration` time(6),
    `timestamp` datetime(6),
    `offset` datetime(6),
    `uuid` char(36) CHARACTER SET ascii COLLATE ascii_bin,
    `binary` longblob,
    CONSTRAINT `pk_everything` PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

ALTER TABLE `authors` ADD CONSTRAINT `fk_authors_boss_id` FOREIGN KEY (`boss_id`) REFERENCES `authors` (`id`);

ALTER TABLE `pages` ADD CONSTRAINT `fk_pages_author_id` FOREIGN KEY (`author_id`) REFERENCES `authors` (`id`);

