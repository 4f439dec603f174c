using System.Text;
using StellarForge.Generated;

namespace StellarForge.Tests.Text;

public class TextListTests
{
    [Fact]
    public void Values_are_kept_as_they_are_and_in_their_order()
    {
        string[] values = ["REG AIR", "", "Übergrößenträger", "🚚", "REG AIR"];
        var list = new TextList(values);
        list.Count.ShouldBe(values.Length);
        for (var i = 0; i < values.Length; i++)
            Encoding.UTF8.GetString(list[i]).ShouldBe(values[i]);
    }

    [Fact]
    public void Halves_of_a_character_do_not_join() => Encoding.UTF8.GetString(new TextList("\ud83d", "\ude9a")[0]).ShouldBe("\uFFFD");

    [Theory]
    [InlineData(-1L)]
    [InlineData(2L)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 32)]
    public void A_number_without_a_value_has_an_empty_one(long index) => new TextList("a", "b").At(index).IsEmpty.ShouldBeTrue();
}
