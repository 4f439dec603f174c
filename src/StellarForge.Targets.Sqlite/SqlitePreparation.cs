using StellarForge.Engine;
using StellarForge.Targets.Sqlite.Native;

namespace StellarForge.Targets.Sqlite;

/// <summary>Brings tables and ledger into the state that a fill starts or continues from; all of it or, in its transaction, nothing.</summary>
internal sealed class SqlitePreparation(SqliteDatabase database, FillPlan plan)
{
    private readonly SqliteLedger _ledger = new(database);
    private readonly SqliteCatalog _catalog = new(database);

    public void Run(bool recreate)
    {
        FillRefusedException.ThrowIfNamesClash(plan, "SQLite");
        _ledger.Create();
        if (recreate)
        {
            foreach (var table in plan.Tables.Reverse())
            {
                _ledger.Forget(table.Schema);
                database.Execute(SqliteDialect.Instance.DropTable(table.Schema));
            }
        }

        foreach (var table in plan.Tables)
            Prepare(table);
    }

    private void Prepare(Table table)
    {
        var schema = table.Schema;
        var identity = plan.Identities[schema.QualifiedName];
        var recorded = _ledger.Identity(schema);
        if (_catalog.Exists(schema))
        {
            _catalog.Compare(schema);
            var holdsRows = _catalog.HoldsRows(schema);

            // Rows are there exactly when their chunks are done, unless the table was emptied behind the ledger's back.
            if (recorded?.Hash == identity.Hash && (holdsRows || !_ledger.HasDoneChunks(schema)))
                return;
            if (holdsRows)
                throw recorded is null ? FillRefusedException.ForeignRows(schema) : FillRefusedException.OtherFill(schema, recorded, identity);
        }
        else
        {
            database.Execute(SqliteDialect.Instance.CreateTable(schema with { References = [.. schema.References.Where(HasParent)] }, constraints: true));
        }

        _ledger.Forget(schema);
        _ledger.Record(schema, identity, plan.Chunks(table));
    }

    // A key that refers to nothing would fail each statement that an application runs with foreign keys on.
    private bool HasParent(ReferenceSchema reference) =>
        plan.Tables.Any(table => table.Schema.QualifiedName == reference.Parent) || _catalog.Exists(plan.Model.Find(reference.Parent)!.Schema);
}
