using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StellarForge.Generators.Tests.Fuzzing;

/// <summary>Changes a model as a hurried user might: attributes, arguments, types, names, modifiers. The same random numbers make the same changes.</summary>
internal sealed class ModelMutator(string source, Random random)
{
    private readonly SyntaxNode _root = CSharpSyntaxTree.ParseText(source).GetRoot();

    /// <summary>The model with one change.</summary>
    public string Mutate()
    {
        Func<TextChange?>[] mutations =
        [
            DropAttribute, AddAttribute, AddAttribute, MoveAttribute, ChangeArgument, ChangeArgument, ChangeArgument, ChangeTypeArgument,
            ChangeType, ChangeType, ChangeDeclaration, ChangeProperty, AddProperty, RepeatMember, DropMember, ChangeMethod, Nest, DropTokens,
        ];
        for (var tries = 0; tries < 20; tries++)
        {
            var change = random.Next(8) == 0 ? null : mutations[random.Next(mutations.Length)]();
            var mutated = change is { } one ? SourceText.From(source).WithChanges(one).ToString() : Rename();
            if (mutated != source)
                return mutated;
        }

        return source;
    }

    private TextChange? DropAttribute() => Pick<AttributeSyntax>() is { Parent: AttributeListSyntax list } attribute
        ? list.Attributes.Count == 1 ? new(list.Span, "") : new(list.Span, $"[{string.Join(", ", list.Attributes.Where(other => other != attribute))}]")
        : null;

    private TextChange? AddAttribute() => random.Next(6) == 0
        ? Pick<TypeDeclarationSyntax>() is { } type ? new(new TextSpan(type.SpanStart, 0), $"[{Fill(Pick(MutationWords.ClassAttributes))}] ") : null
        : Pick<PropertyDeclarationSyntax>() is { } property ? new(new TextSpan(property.SpanStart, 0), $"[{Fill(Pick(MutationWords.Attributes))}] ") : null;

    private TextChange? MoveAttribute() => Pick<AttributeListSyntax>() is { } list && Pick<PropertyDeclarationSyntax>() is { } property
        ? new(new TextSpan(property.SpanStart, 0), list + " ")
        : null;

    private TextChange? ChangeArgument() => Pick<AttributeArgumentSyntax>() is { } argument
        ? new(argument.Expression.Span, random.Next(4) == 0 ? $"nameof({PropertyName()})" : Fill(Pick(MutationWords.Values)))
        : null;

    private TextChange? ChangeTypeArgument() => Pick<TypeArgumentListSyntax>() is { } list
        ? new(list.Arguments[0].Span, random.Next(4) == 0 ? Pick(MutationWords.Types) : ClassName())
        : null;

    private TextChange? ChangeType() => random.Next(5) == 0 && Pick<ParameterSyntax>() is { Type: { } parameter }
        ? new(parameter.Span, Pick(MutationWords.Types))
        : Pick<PropertyDeclarationSyntax>() is { } property ? new(property.Type.Span, random.Next(8) == 0 ? ClassName() : Pick(MutationWords.Types)) : null;

    private TextChange? ChangeDeclaration() => Pick<TypeDeclarationSyntax>() is not { } type ? null : random.Next(4) switch
    {
        0 => new(type.Keyword.Span, Pick(MutationWords.Kinds)),
        1 => new(new TextSpan(type.Identifier.Span.End, 0), type.TypeParameterList is null ? "<T>" : ""),
        2 => type.Modifiers.Count > 0 ? new(type.Modifiers[random.Next(type.Modifiers.Count)].Span, Pick(MutationWords.Modifiers)) : null,
        _ => new(new TextSpan(type.Modifiers.Count > 0 ? type.Modifiers[0].SpanStart : type.Keyword.SpanStart, 0), Pick(MutationWords.Modifiers) + " "),
    };

    private TextChange? ChangeProperty() => Pick<PropertyDeclarationSyntax>() is not { } property ? null : random.Next(3) switch
    {
        0 => property.AccessorList is { } accessors ? new(accessors.Span, Pick(MutationWords.Accessors)) : null,
        1 => property.Modifiers.Count > 0 ? new(property.Modifiers[random.Next(property.Modifiers.Count)].Span, Pick(MutationWords.Modifiers)) : null,
        _ => new(new TextSpan(property.Type.SpanStart, 0), Pick(MutationWords.Modifiers) + " "),
    };

    private TextChange? AddProperty() => Pick<TypeDeclarationSyntax>() is { OpenBraceToken.Span.End: > 0 } type
        ? new(
            new TextSpan(type.OpenBraceToken.Span.End, 0),
            $" [{Fill(Pick(MutationWords.Attributes))}] public {Pick(MutationWords.Types)} {Pick(MutationWords.Names)} {{ get; set; }} ")
        : null;

    private TextChange? RepeatMember() => Pick<MemberDeclarationSyntax>() is { } member ? new(new TextSpan(member.Span.End, 0), "\n" + member) : null;

    private TextChange? DropMember() => Pick<MemberDeclarationSyntax>() is { Parent: TypeDeclarationSyntax } member ? new(member.FullSpan, "") : null;

    private TextChange? ChangeMethod() => Pick<MethodDeclarationSyntax>() is not { } method ? null : random.Next(4) switch
    {
        0 => new(new TextSpan(method.Identifier.Span.End, 0), "<T>"),
        1 => new(method.ReturnType.Span, Pick(MutationWords.Types)),
        2 => method.ParameterList.Parameters.Count > 0
            ? new(new TextSpan(method.ParameterList.Parameters[0].SpanStart, 0), Pick(["ref ", "out ", "in ", "params ", "scoped "]))
            : null,
        _ => method.Modifiers.Count > 0 ? new(method.Modifiers[random.Next(method.Modifiers.Count)].Span, "") : null,
    };

    private TextChange? Nest() => Pick<TypeDeclarationSyntax>() is { } type
        ? new(type.Span, $"{Pick(MutationWords.Outers)} Outer {{ {type} }}" + (random.Next(7) == 0 ? " }" : ""))
        : null;

    private TextChange? DropTokens()
    {
        var tokens = _root.DescendantTokens().ToList();
        var first = random.Next(tokens.Count);
        return new(TextSpan.FromBounds(tokens[first].SpanStart, tokens[Math.Min(tokens.Count - 1, first + random.Next(4))].Span.End), "");
    }

    // All that has the name gets the new one, so that the model stays whole.
    private string Rename()
    {
        var old = random.Next(3) == 0 ? ClassName() : PropertyName();
        var name = Pick(MutationWords.Names);
        var changes = _root.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == old)
            .Select(token => new TextChange(token.Span, name));
        return SourceText.From(source).WithChanges(changes).ToString();
    }

    private string Fill(string text) => text.Replace("{class}", ClassName()).Replace("{property}", PropertyName());

    private string ClassName() => Pick<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "Missing";

    private string PropertyName() => Pick<PropertyDeclarationSyntax>()?.Identifier.ValueText ?? "Missing";

    private string Pick(string[] words) => words[random.Next(words.Length)];

    private T? Pick<T>()
        where T : SyntaxNode
    {
        var nodes = _root.DescendantNodes().OfType<T>().ToList();
        return nodes.Count == 0 ? null : nodes[random.Next(nodes.Count)];
    }
}
