using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Takes the documentation of the API's types out of the XML file of the KubernetesClient package: one line "Class[.Property]", tab, text
/// a member, compressed. Line breaks inside a text are written as U+0001. The file's hard-wrapped paragraphs are joined again, lists keep
/// their lines.
/// </summary>
public sealed class ApiTextsTask : Task
{
    private const string Models = "k8s.Models.";

    [Required]
    public string Source { get; set; }

    [Required]
    public string Target { get; set; }

    public override bool Execute()
    {
        using (var reader = XmlReader.Create(Source))
        using (var gzip = new GZipStream(File.Create(Target), CompressionLevel.Optimal))
        using (var writer = new StreamWriter(gzip, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            while (reader.ReadToFollowing("member"))
            {
                var name = reader.GetAttribute("name");
                var isModel = name[0] is 'T' or 'P' && name.IndexOf(":" + Models, StringComparison.Ordinal) == 1;
                if (isModel && name.IndexOf('`') < 0 && reader.ReadToDescendant("summary"))
                {
                    var text = Joined(reader.ReadElementContentAsString());
                    if (text.Length > 0)
                    {
                        writer.WriteLine(name.Substring(2 + Models.Length) + "\t" + text.Replace('\n', '\u0001'));
                    }
                }
            }
        }

        return true;
    }

    private static string Joined(string raw)
    {
        var text = new StringBuilder();
        var (previous, indent) = ("", "");
        foreach (var one in raw.Trim().Split('\n'))
        {
            var line = one.Trim();
            if (IsListItem(line))
            {
                // Items below an item that ends with a colon belong to it.
                indent = previous.EndsWith(":", StringComparison.Ordinal) && IsListItem(LastItem(text)) ? "  " : indent;
                text.Append(text.Length == 0 || Ends(text) ? "" : "\n").Append(indent).Append(line);
            }
            else if (line.Length == 0)
            {
                indent = "";
                text.Append(Ends(text) ? "" : "\n\n");
            }
            else
            {
                text.Append(text.Length == 0 || Ends(text) ? "" : " ").Append(line);
            }

            previous = line;
        }

        // The package's generator puts spaces between doubled marks.
        return text.Replace("\" \"", "\"\"").Replace("& &", "&&").ToString().Trim();
    }

    private static bool Ends(StringBuilder text) => text.Length > 0 && text[text.Length - 1] == '\n';

    private static string LastItem(StringBuilder text)
    {
        var all = text.ToString();
        return all.Substring(all.LastIndexOf('\n') + 1).TrimStart();
    }

    private static bool IsListItem(string line)
    {
        var digits = 0;
        while (digits < line.Length && char.IsDigit(line[digits]))
        {
            digits++;
        }

        return line.StartsWith("* ", StringComparison.Ordinal) || line.StartsWith("- ", StringComparison.Ordinal)
            || (digits > 0 && string.CompareOrdinal(line, digits, ". ", 0, 2) == 0);
    }
}
