using CsCheck;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Schema;

public sealed class ProtobufRoundTripTests
{
    private static readonly TypeSchema[] Kinds =
        [.. BuiltInCatalog.Load().Types.Select(t => t.Schema).DistinctBy(t => t.Name).Where(t => !t.Protobuf.IsEmpty)];

    private static readonly Gen<TypeSchema> AnyKind = Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i]);

    [Fact]
    public void Protobuf_BuiltInKinds_HaveNumbers() => Assert.Empty(
        BuiltInCatalog.Load().Types.Where(t => t.Schema.Protobuf.IsEmpty).Select(t => t.Kind.ToString()));

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSameTree()
    {
        Gen.Select(AnyKind, Gen.Int).Sample(
            (type, seed) =>
            {
                var random = new Random(seed);
                var tree = new TreeGenerator(random).Tree(type);
                var decoded = ProtobufReader.Decode(new ProtobufTreeWriter(random).Write(tree, type).ToArray(), type);
                Assert.True(Node.DeepEquals(tree, decoded), $"{type.GoName}\n{tree}\n{decoded}");
            },
            iter: 600);
    }

    [Fact]
    public void Decode_DamagedBytes_AreDecodedOrRefused()
    {
        Gen.Select(AnyKind, Gen.Int).Sample(
            (type, seed) =>
            {
                var random = new Random(seed);
                var bytes = new ProtobufTreeWriter(random).Write(new TreeGenerator(random).Tree(type), type).ToArray();
                for (var i = 0; i < 5 && bytes.Length > 0; i++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    var end = random.Next(bytes.Length + 1);
                    var problem = Record.Exception(() => { ProtobufReader.Decode(bytes.AsSpan(0, end), type).ToUtf8(); });
                    Assert.True(problem is null or DecodeException, $"{type.GoName}: {problem}");
                }
            },
            iter: 300);
    }
}
