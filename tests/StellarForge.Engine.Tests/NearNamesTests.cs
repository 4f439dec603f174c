namespace StellarForge.Engine.Tests;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("usres", "users")]
    [InlineData("lien", "line")]
    [InlineData("sto", "store")]
    [InlineData("usrs", "users")]
    [InlineData("xyz", "")]
    public void Names_that_are_cut_or_mistyped_by_a_letter_or_by_two_that_changed_places_are_near(string name, string near) =>
        string.Join(' ', NearNames.Find(name, ["users", "line", "store"])).ShouldBe(near);
}
