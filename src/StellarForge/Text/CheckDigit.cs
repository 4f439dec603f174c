namespace StellarForge.Text;

/// <summary>How a number proves itself.</summary>
internal enum CheckDigit
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Payment cards: the last digit, by the Luhn formula (ISO/IEC 7812-1).</summary>
    Luhn,

    /// <summary>Bar codes: the last digit, weights 3 and 1 from the right (GS1 General Specifications §7.9).</summary>
    Ean,

    /// <summary>American bank routing numbers: the last digit, weights 3, 7, 1.</summary>
    Routing,

    /// <summary>Bank accounts: the third and fourth character, remainder 1 by 97 (ISO 13616).</summary>
    Iban,
}

internal static class CheckDigits
{
    /// <summary>Puts the check digits into a value that has room for them.</summary>
    public static void Put(this CheckDigit check, Span<byte> value)
    {
        switch (check)
        {
            case CheckDigit.Luhn:
                value[^1] = Digit(Luhn(value[..^1]));
                break;
            case CheckDigit.Ean:
                value[^1] = Digit(Weighted(value[..^1], 3, 1));
                break;
            case CheckDigit.Routing:
                value[^1] = Digit(Weighted(value[..^1], 7, 3, 1));
                break;
            case CheckDigit.Iban:
                var (tens, ones) = Math.DivRem(98 - Mod97(value), 10);
                (value[2], value[3]) = (Digit(tens), Digit(ones));
                break;
        }
    }

    private static byte Digit(int value) => (byte)('0' + value);

    private static int Luhn(ReadOnlySpan<byte> payload)
    {
        var sum = 0;
        var doubled = true;
        for (var i = payload.Length - 1; i >= 0; i--)
        {
            if (payload[i] is < (byte)'0' or > (byte)'9')
                continue;
            var digit = (payload[i] - '0') * (doubled ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
            doubled = !doubled;
        }
        return (10 - sum % 10) % 10;
    }

    // The weights stand from right to left.
    private static int Weighted(ReadOnlySpan<byte> payload, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
            sum += (payload[^(i + 1)] - '0') * weights[i % weights.Length];
        return (10 - sum % 10) % 10;
    }

    // Country and check digits move to the end; letters count from A = 10.
    private static int Mod97(ReadOnlySpan<byte> iban)
    {
        var remainder = 0;
        foreach (var character in iban[4..])
            remainder = Absorb(remainder, character);
        remainder = Absorb(Absorb(remainder, iban[0]), iban[1]);
        return remainder * 100 % 97;

        static int Absorb(int remainder, byte character) =>
            character <= '9' ? (remainder * 10 + character - '0') % 97 : (remainder * 100 + character - 'A' + 10) % 97;
    }
}
