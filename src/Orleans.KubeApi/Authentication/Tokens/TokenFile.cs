using System.Text;

namespace Orleans.KubeApi.Authentication.Tokens;

/// <summary>
/// Reads the static token file: CSV lines <c>token,user,uid[,"group1,group2"]</c>, '#' comments and empty lines skipped
/// (apiserver <c>token/tokenfile</c>). The first line of a repeated token wins nothing: the last one counts, as in the original.
/// </summary>
internal static class TokenFile
{
    /// <summary>Parses the text of a token file.</summary>
    /// <exception cref="FormatException">A line has fewer than three columns or an empty token or an open quote. The message names the
    /// line, never the token.</exception>
    public static IReadOnlyList<(string Token, UserInfo User)> Parse(string text)
    {
        var result = new List<(string, UserInfo)>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var columns = Columns(line, number);
            if (columns.Count < 3)
            {
                throw new FormatException(
                    $"token file line {number}: need at least 3 columns (token, user name, user uid), found {columns.Count}");
            }

            if (columns[0].Length == 0)
            {
                throw new FormatException($"token file line {number}: empty token");
            }

            var groups = columns.Count > 3 ? columns[3].Split(',', StringSplitOptions.TrimEntries) : [];
            result.Add((columns[0], new UserInfo(columns[1], columns[2], groups)));
        }

        return result;
    }

    private static List<string> Columns(string line, int number)
    {
        var columns = new List<string>();
        var column = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                column.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                columns.Add(column.ToString().Trim());
                column.Clear();
            }
            else
            {
                column.Append(line[i]);
            }
        }

        if (quoted)
        {
            throw new FormatException($"token file line {number}: quote is not closed");
        }

        columns.Add(column.ToString().Trim());
        return columns;
    }
}
