namespace StellarForge.Generators.Emission;

/// <summary>Which rows a table has that nothing owns.</summary>
internal static class RootMethods
{
    public static SourceCode Code(StateFields fields) => $$"""
        /// <summary>Writes rows until the sink is full, and says where to go on.</summary>
        public long WriteRange<TSink>(long from, long to, ref TSink sink)
            {{RowMethods.SinkConstraint}}
        {
            for (var row = from; row < to; row++)
            {
                WriteRow(row, ref sink);
                if (sink.IsFull)
                    return row + 1;
            }

            return to;
        }

        /// <summary>The number of rows with indices in a range.</summary>
        public long Count(long from, long to) => global::System.Math.Max(0, to - from);

        /// <summary>Whether there is a row of that index.</summary>
        public bool Exists(long row) => row >= 0 && row < {{fields.Add("_Rows", "long", "world.RootEnd(ForgeSchema.Table)")}};

        /// <summary>A random row for another to refer to.</summary>
        public long DrawRow(long child, ref global::StellarForge.RowRandom random, in global::StellarForge.Generated.ParentDraw roots, int tries) =>
            roots.Next(child, ref random);
        """;
}
