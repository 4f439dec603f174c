CREATE TABLE "authors" (
    "id" INTEGER NOT NULL,
    "email" TEXT,
    "boss_id" INTEGER,
    "Odd ""name""]`" TEXT NOT NULL,
    CONSTRAINT "pk_authors" PRIMARY KEY ("id"),
    CONSTRAINT "fk_authors_boss_id" FOREIGN KEY ("boss_id") REFERENCES "authors" ("id")
);

CREATE UNIQUE INDEX "ux_authors_email" ON "authors" ("email");

CREATE TABLE "pages" (
    "book" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,
    "price" REAL NOT NULL,
    "notes" TEXT,
    "body" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "printed" TEXT NOT NULL,
    CONSTRAINT "pk_pages" PRIMARY KEY ("book", "number"),
    CONSTRAINT "fk_pages_author_id" FOREIGN KEY ("author_id") REFERENCES "authors" ("id")
);

CREATE INDEX "ix_pages_a_very_long_name_of_an_index_that_no_database_but_sqlite_takes_as_it_is" ON "pages" ("code");

CREATE TABLE "everything" (
    "id" INTEGER NOT NULL,
    "flag" INTEGER,
    "tiny" INTEGER,
    "octet" INTEGER,
    "short" INTEGER,
    "ushort" INTEGER,
    "int" INTEGER,
    "uint" INTEGER,
    "long" INTEGER,
    "ulong" TEXT,
    "single" REAL,
    "double" REAL,
    "money" NUMERIC,
    "wide" NUMERIC,
    "text" TEXT,
    "date" TEXT,
    "time" TEXT,
    "duration" TEXT,
    "timestamp" TEXT,
    "offset" TEXT,
    "uuid" TEXT,
    "binary" BLOB,
    CONSTRAINT "pk_everything" PRIMARY KEY ("id")
);

