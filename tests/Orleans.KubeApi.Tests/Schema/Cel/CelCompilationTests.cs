using Orleans.KubeApi.Schema.Cel;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema.Cel;

public sealed class CelCompilationTests
{
    private const string Operands =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    [Theory]
    [InlineData("1 + 2 * 3", "int")]
    [InlineData("-5 % 2", "int")]
    [InlineData("0x1Fu", "uint")]
    [InlineData("1.5e3 > 2", "bool")]
    [InlineData("\"a\" + r'\\d' + '''x'y'''", "string")]
    [InlineData("b'\\xff'", "bytes")]
    [InlineData("null", "null_type")]
    [InlineData("[1, 2]", "list(int)")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("{'a': [true]}", "map(string, list(bool))")]
    [InlineData("{'a': 1}.a", "int")]
    [InlineData("[[1]][0][0] == 1 ? 'x' : 'y'", "string")]
    [InlineData("!!true && !false || 1 in [1]", "bool")]
    [InlineData("object.spec.replicas", "dyn")]
    [InlineData("object.spec.replicas + 1", "int")]
    [InlineData("has(object.spec.x) && object.spec['x'] == 1", "bool")]
    [InlineData("object.items.all(i, i.size() > 0)", "bool")]
    [InlineData("[1, 2].map(x, x * 2 > 1)", "list(bool)")]
    [InlineData("[1, 2].map(x, x > 1, string(x))", "list(string)")]
    [InlineData("[1, 2].filter(x, x > 1)", "list(int)")]
    [InlineData("{'a': 1}.exists(k, k == 'a')", "bool")]
    [InlineData("{'a': 1}.all(k, v, k == 'a' && v == 1)", "bool")]
    [InlineData("[1].transformMap(i, v, v + i)", "map(int, int)")]
    [InlineData("[1, 2].exists_one(x, x == 1)", "bool")]
    [InlineData("size('abc') + 'abc'.size()", "int")]
    [InlineData("type(1) == int", "bool")]
    [InlineData("timestamp('2026-01-02T03:04:05Z') - duration('1h')", "google.protobuf.Timestamp")]
    [InlineData("optional.of(1).orValue(2)", "int")]
    [InlineData("object.?spec.?x.orValue('')", "dyn")]
    [InlineData("[1, ?optional.none()]", "list(int)")]
    [InlineData("optional.of(1).optMap(v, string(v)).value()", "string")]
    [InlineData("url('https://a/').getHost().matches('^a$')", "bool")]
    [InlineData("quantity('1').add(quantity('2')).isGreaterThan(quantity('1'))", "bool")]
    [InlineData("ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.0.0.1')", "bool")]
    [InlineData("[3, 1].isSorted() || [1].sum() == [2].max()", "bool")]
    [InlineData("'a,b'.split(',').join('-').lowerAscii()", "string")]
    [InlineData("authorizer.group('').resource('pods').namespace('x').check('get').allowed()", "bool")]
    [InlineData("authorizer.requestResource.check('get').reason()", "string")]
    [InlineData("Thing{name: 'x'}.name // a comment", "string")]
    [InlineData("a.`b-c` == dyn(1)", "bool")]
    public void Compile_Right_FindsTheType(string expression, string type)
    {
        var compiled = CelCompilation.Compile(expression, Environment());
        Assert.Null(compiled.Error);
        Assert.Equal(type, compiled.Output.ToString());
        Assert.NotNull(compiled.Tree);
    }

    [Theory]
    [InlineData("foo == 1", 1, "undeclared reference to 'foo' (in container '')")]
    [InlineData("1 + foo(2)", 8, "undeclared reference to 'foo' (in container '')")]
    [InlineData("1 + 'a'", 3, "found no matching overload for '_+_' applied to '(int, string)'")]
    [InlineData("'a'.startsWith(1)", 15, "found no matching overload for 'startsWith' applied to 'string.(int)'")]
    [InlineData("1 && true", 1, "expected type 'bool' but found 'int'")]
    [InlineData("[1, 'a']", 5, "expected type 'int' but found 'string'")]
    [InlineData("[1].all(x, x)", 12, "expected type 'bool' but found 'int'")]
    [InlineData("1.all(x, true)", 1, "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)")]
    [InlineData("'a'.b", 4, "type 'string' does not support field selection")]
    [InlineData("Thing{nope: 1}", 11, "undefined field 'nope'")]
    [InlineData("Thing{name: 1}", 11, "expected type of field 'name' is 'string' but provided type is 'int'")]
    [InlineData("Nothing{}", 8, "undeclared reference to 'Nothing' (in container '')")]
    [InlineData("true ? 1 : 'a'", 6, "found no matching overload for '_?_:_' applied to '(bool, int, string)'")]
    [InlineData("duration('x') == duration('1s')", 10, "invalid duration argument")]
    [InlineData("'a'.matches('(')", 13, "invalid matches argument")]
    [InlineData("as", 1, "reserved identifier: as")]
    [InlineData("has(a)", 5, "invalid argument to has() macro")]
    [InlineData("[1].map(1, 2)", 9, "argument is not an identifier")]
    [InlineData("99999999999999999999", 1, "invalid int literal")]
    [InlineData("object.x =", 10, "Syntax error: token recognition error at: '='")]
    [InlineData("object.", 8, "Syntax error: no viable alternative at input '.'")]
    [InlineData("{\"a\": 1}.\"a\"", 10, "Syntax error: no viable alternative at input '.\"a\"'")]
    [InlineData("self.true == 1", 6, "Syntax error: mismatched input 'true' expecting IDENTIFIER")]
    [InlineData("1 +", 4, "Syntax error: mismatched input '<EOF>' expecting " + Operands)]
    [InlineData("", 1, "Syntax error: mismatched input '<EOF>' expecting " + Operands)]
    [InlineData("a b", 3, "Syntax error: extraneous input 'b' expecting <EOF>")]
    [InlineData("1 2 3", 3, "Syntax error: mismatched input '2' expecting <EOF>")]
    [InlineData("{a}", 3, "Syntax error: mismatched input '}' expecting ':'")]
    [InlineData("(a", 3, "Syntax error: missing ')' at '<EOF>'")]
    [InlineData("[1 2]", 4, "Syntax error: extraneous input '2' expecting {']', ','}")]
    public void Compile_Wrong_SaysWhatAndWhere(string expression, int column, string message)
    {
        var compiled = CelCompilation.Compile(expression, Environment());
        Assert.Null(compiled.Tree);
        Assert.Equal($"ERROR: <input>:1:{column}: {message}\n | {expression}\n | {new string('.', column - 1)}^", compiled.Error);
    }

    [Fact]
    public void Compile_ManyMistakes_ListsThemInOrderWithTheirLines()
    {
        var compiled = CelCompilation.Compile("x == 1 &&\n  y.z == 2 && 'é' == w", Environment());
        Assert.Equal(
            "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x == 1 &&\n | ^\n" +
            "ERROR: <input>:2:3: undeclared reference to 'y' (in container '')\n |   y.z == 2 && 'é' == w\n | ..^\n" +
            "ERROR: <input>:2:22: undeclared reference to 'w' (in container '')\n |   y.z == 2 && 'é' == w\n | ...............．.....^",
            compiled.Error);
    }

    [Fact]
    public void Compile_OperatorsWithoutOperand_GoOnAsTheOriginal()
    {
        var compiled = CelCompilation.Compile("1 + +", Environment());
        Assert.Equal(2, compiled.Error!.Split("ERROR").Length - 1);
    }

    [Fact]
    public void Compile_TooDeep_IsRefused()
    {
        var compiled = CelCompilation.Compile(new string('(', 1000) + "1" + new string(')', 1000), Environment());
        Assert.Equal("ERROR: <input>:-1:0: expression recursion limit exceeded: 250", compiled.Error);
    }

    [Theory]
    [InlineData(250, null)]
    [InlineData(251, "ERROR: <input>:-1:0: max recursion depth exceeded")]
    public void Compile_LongChain_IsRefusedAsTheOriginal(int length, string? error)
    {
        var sum = string.Concat(Enumerable.Repeat("1+", length)) + "1";
        var selections = "a" + string.Concat(Enumerable.Repeat(".b", length));

        Assert.Equal(error, CelCompilation.Compile(sum, Environment()).Error);
        Assert.Equal(error, CelCompilation.Compile(selections, Environment()).Error);
    }

    [Fact]
    public void Compile_LongChainsWithinEachOther_EndsInAnError()
    {
        var text = "1";
        for (var i = 0; i < 200; i++)
        {
            text = $"({text}{string.Concat(Enumerable.Repeat("+1", 240))})";
        }

        Assert.Equal("ERROR: <input>:-1:0: max recursion depth exceeded", CelCompilation.Compile(text, Environment()).Error);
    }

    [Fact]
    public void Compile_MacrosThatDoubleTheirTarget_EndsInAnError()
    {
        var text = "a" + string.Concat(Enumerable.Repeat(".optMap(x,x)", 60));

        Assert.Equal("ERROR: <input>:-1:0: expression has too many nodes", CelCompilation.Compile(text, Environment()).Error);
    }

    private static CelEnvironment Environment() => new CelEnvironment()
        .Variable("object", CelType.Dyn)
        .Variable("a", CelType.Dyn)
        .Variable("authorizer", CelType.Struct("kubernetes.authorization.Authorizer"))
        .Variable("authorizer.requestResource", CelType.Struct("kubernetes.authorization.ResourceCheck"))
        .Struct("Thing", ("name", CelType.String));
}
