namespace StellarForge.Testing.Models;

/// <summary>Rows of which one can't be made, for a reason that could be a driver's.</summary>
[Forge(Rows = 1_000)]
public partial class Faulty
{
    public int Id { get; set; }

    [Computed(nameof(MakeTotal))]
    public int Total { get; set; }

    private static int MakeTotal(int id) => id == 701 ? throw new IOException("No total.") : id;
}
