using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Build task (compiled by MSBuild itself, so C# of .NET Standard): takes the descriptions of the API models out of the XML documentation
/// of the KubernetesClient package. Writes deflated UTF-8, one line an entry: "V1PodSpec.Containers", tab, text with \n for line breaks and
/// \\ for \.
/// </summary>
public class ExtractApiTexts : Task
{
    private const string Models = "k8s.Models.";

    /// <summary>The XML documentation file.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>The file to write.</summary>
    [Required]
    public string Target { get; set; }

    /// <summary>Runs the task.</summary>
    public override bool Execute()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target));
        var entries = 0;
        using (var output = new StreamWriter(new DeflateStream(File.Create(Target), CompressionLevel.Optimal), new UTF8Encoding(false)))
        using (var reader = XmlReader.Create(Source))
        {
            var name = "";
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (reader.Name == "member")
                {
                    name = NameOf(reader.GetAttribute("name"));
                }
                else if (reader.Name == "summary" && name.Length > 0)
                {
                    output.Write(name + "\t" + Unwrap(TextOf(reader)) + "\n");
                    entries++;
                    name = "";
                }
            }
        }

        if (entries < 1000)
        {
            Log.LogError("Only {0} API descriptions found in {1}", entries, Source);
        }

        return !Log.HasLoggedErrors;
    }

    // "P:k8s.Models.V1Pod.Spec" → "V1Pod.Spec"; "" for what is no type or property of a model.
    private static string NameOf(string id)
    {
        var known = id.StartsWith("T:" + Models, StringComparison.Ordinal) || id.StartsWith("P:" + Models, StringComparison.Ordinal);
        return known ? id.Substring(2 + Models.Length) : "";
    }

    private static string TextOf(XmlReader reader)
    {
        var text = new StringBuilder();
        using (var inner = reader.ReadSubtree())
        {
            while (inner.Read())
            {
                text.Append(inner.Value);
            }
        }

        return text.ToString().Trim();
    }

    // The package wraps long lines; only a blank line and a list item really begin a new one. Items below an item that ends with a colon
    // belong to it. Spaces between doubled marks are the package generator's.
    private static string Unwrap(string wrapped)
    {
        var text = new StringBuilder();
        var pause = " ";
        var (above, indent) = ("", "");
        foreach (var raw in wrapped.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0)
            {
                pause = "\\n\\n";
                (above, indent) = ("", "");
                continue;
            }

            var item = IsItem(line);
            indent = item && IsItem(above) && above.EndsWith(":", StringComparison.Ordinal) ? "  " : indent;
            text.Append(text.Length == 0 ? "" : item && pause == " " ? "\\n" : pause).Append(item ? indent : "");
            text.Append(line.Replace("\\", "\\\\").Replace("\t", " "));
            (above, pause) = (line, " ");
        }

        return text.ToString().Replace("\" \"", "\"\"").Replace("& &", "&&");
    }

    private static bool IsItem(string line) =>
        line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal);
}
