namespace Bank.Core.Models
{
    public enum AccountType { Checking, Savings, Loan }

    [Forge(Rows = 400), Table("branches", Schema = "main")]
    public sealed partial class Branch
    {
        [Key, Pattern("BR####"), Unique, MaxLength(6)] public string Code { get; set; } = "";
        public string City { get; set; } = "";
        [Fake("address.country", Locale = "de")] public string Country { get; set; } = "";
    }

    [Forge(Rows = 400)]
    public sealed partial class Account
    {
        [Key, Uuid(TimeOrdered = true)] public Guid Id { get; set; }
        [References<Branch>] public string BranchCode { get; set; } = "";
        [OneOf(Weights = new[] { 6.0, 3, 1 })] public AccountType Type { get; set; }
        [OneOf("standard", "student", Given = nameof(Type), When = AccountType.Checking)]
        [OneOf("gold", "silver", Given = nameof(Type), When = AccountType.Savings)]
        [OneOf("mortgage", "car", Given = nameof(Type))]
        public string Product { get; set; } = "";
        [Pattern("DE##################"), Unique] public string Iban { get; set; } = "";
        [Between("2015-01-01", "2024-12-31")] public DateTimeOffset OpenedAt { get; set; }
        [Sum<Transfer>(nameof(Transfer.Amount)), Decimal(20, 4)] public decimal Turnover { get; set; }
        [Count<Transfer>] public int Transfers { get; set; }
    }

    [Forge, ChildOf<Account>(0, 20, Pattern = CountPattern.Zipf)]
    public sealed partial class Transfer
    {
        [Key, Sequence(1, 1)] public long Id { get; set; }
        [References<Account>(Owner = true)] public Guid AccountId { get; set; }
        [References<Account>(Role = "counterparty", Skew = 1)] public Guid? CounterpartyId { get; set; }
        [Exponential(0.01, 10000), Decimal(18, 4)] public decimal Amount { get; set; }
        [Lookup(nameof(AccountId), nameof(Account.OpenedAt)), NotMapped] public DateTimeOffset Opened { get; set; }
        [After(nameof(Opened), "0.01:00:00", "300.00:00:00")] public DateTimeOffset BookedAt { get; set; }
        [After(nameof(BookedAt), "0.00:00:01", "3.00:00:00"), NullRate(0.1)] public DateTimeOffset? SettledAt { get; set; }
        [Computed(nameof(MakeReference)), MaxLength(30)] public string Reference { get; set; } = "";
        [Generate<RiskScore>] public float Risk { get; set; }
        public TimeSpan Delay { get; set; }
        public byte[] Signature { get; set; } = Array.Empty<byte>();
        public ulong Big { get; set; }
        [Poisson(3)] public uint Retries { get; set; }
        [Zipf(1.2, 100)] public short Priority { get; set; }
        public TimeOnly CutOff { get; set; }

        static void MakeReference(ref Utf8Builder text, long id, RowRandom random)
        {
            text.Append("TX-"u8);
            text.Append(id, 10);
            text.Append((byte)'-');
            text.Append(random.NextInt64(0, 9));
        }
    }

    public struct RiskScore : IValueGenerator<float>
    {
        public float Next(ref RowRandom random, long row) => (float)(random.NextDouble() * 100);
    }
}
