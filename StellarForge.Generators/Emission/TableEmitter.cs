using StellarForge.Generators.Specs;

namespace StellarForge.Generators.Emission;

/// <summary>The source of one table.</summary>
internal static class TableEmitter
{
    public static string Emit(TableSpec table) =>
        ModelEmitter.File("", table.Namespace, table.Declarations.Reverse().Select(Declaration).Aggregate(Members(table), ModelEmitter.Nest));

    private static string Declaration(DeclarationSpec declared)
    {
        var kind = declared.Form == TypeForm.Struct ? "struct " : declared.Form == TypeForm.Interface ? "interface " : declared.IsRecord ? "" : "class ";
        return $"{(declared.IsStatic ? "static " : "")}partial {(declared.IsRecord ? "record " : "")}{kind}{CellNames.Member(declared.Name)}";
    }

    private static SourceCode Members(TableSpec table) => $$"""
        /// <summary>The table of this class.</summary>
        public static global::StellarForge.Table ForgeTable { get; } = new global::StellarForge.Generated.Table<{{table.FullName}}, ForgeRows>();

        /// <summary>The row at an index, as an object.</summary>
        /// <param name="row">The 0-based row index; of an owned table, the sparse one.</param>
        /// <param name="world">Seed and row counts; by default seed 42 at scale 1.</param>
        /// <exception cref="global::System.ArgumentOutOfRangeException">There is no such row.</exception>
        public static {{table.FullName}} Create(long row, global::StellarForge.World? world = null) =>
            (world ?? global::StellarForge.World.Default).State<ForgeState>().Create(row);

        {{new SchemaEmitter(table).Code()}}

        /// <summary>The rows of the table in a world.</summary>
        {{ModelEmitter.Attributes}}
        public readonly struct ForgeRows : global::StellarForge.Generated.ITableRows<ForgeRows>
        {
            private readonly ForgeState _state;

            private ForgeRows(ForgeState state) => _state = state;

            /// <inheritdoc/>
            public static global::StellarForge.Schema.TableSchema Schema => ForgeSchema.Table;

            /// <inheritdoc/>
            public static ForgeRows In(global::StellarForge.World world) => new ForgeRows(world.State<ForgeState>());

            /// <inheritdoc/>
            public void Write<TSink>(long row, ref TSink sink)
                {{RowMethods.SinkConstraint}} => _state.Write(row, ref sink);

            /// <inheritdoc/>
            public long WriteRange<TSink>(long from, long to, ref TSink sink)
                {{RowMethods.SinkConstraint}} => _state.WriteRange(from, to, ref sink);

            /// <inheritdoc/>
            public long Count(long from, long to) => _state.Count(from, to);
        }

        {{State(table)}}
        """;

    private static SourceCode State(TableSpec table)
    {
        // The methods come first: they say which fields there are.
        var (graph, fields) = (new CellGraph(table), new StateFields(table.ClassName));
        var rows = new RowMethods(table, graph);
        var methods = SourceCode.Blocks([
            rows.Code(),
            table.Owner is null ? RootMethods.Code(fields) : new OwnedMethods(table, fields).Code(rows.Owners),
            .. new CellMethods(table, graph, fields).Code(),
            new CreateMethod(table, graph, fields).Code(),
        ]);
        return $$"""
            /// <summary>What the rows of the table share in one world; for other generated code.</summary>
            [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
            {{ModelEmitter.Attributes}}
            public sealed class ForgeState : global::StellarForge.Generated.ITableState
            {
                {{fields.Declarations}}

                void global::StellarForge.Generated.ITableState.Bind(global::StellarForge.World world)
                {
                    {{fields.Assignments}}
                }

                {{methods}}
            }
            """;
    }
}
