using System.Security.Cryptography;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>
/// The answers of webhooks to one write: when its operation runs again and the question is the same, the webhook isn't asked again.
/// </summary>
internal sealed class KeptAnswers
{
    private readonly Dictionary<(Webhook Hook, string Question), ReviewAnswer> _answers = [];

    /// <summary>The answer to the same question, or null.</summary>
    public ReviewAnswer? Find(Webhook hook, string question) => _answers.GetValueOrDefault((hook, question));

    /// <summary>Keeps an answer.</summary>
    public void Keep(Webhook hook, string question, ReviewAnswer answer) => _answers[(hook, question)] = answer;

    /// <summary>What identifies a review, whose uid is not part of it.</summary>
    public static string QuestionOf(ReadOnlySpan<byte> review) => Convert.ToHexString(SHA256.HashData(review));
}
