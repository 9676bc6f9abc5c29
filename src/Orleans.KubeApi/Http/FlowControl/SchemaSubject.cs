using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A user, a group, a service account, or all of a kind.</summary>
internal sealed class SchemaSubject
{
    private const string AccountPrefix = "system:serviceaccount:";
    private readonly Form _form;
    private readonly string _name;

    private SchemaSubject(Form form, string name)
    {
        _form = form;
        _name = name;
    }

    private enum Form
    {
        Anybody,
        User,
        UserPrefix,
        Group,
        Masters,
    }

    /// <summary>A group by name.</summary>
    public static SchemaSubject Group(string name) => name switch
    {
        "*" => new(Form.Anybody, ""),
        UserInfo.MastersGroup => new(Form.Masters, name),
        _ => new(Form.Group, name),
    };

    /// <summary>Reads a member of subjects; null if it is broken and so matches nobody.</summary>
    public static SchemaSubject? Read(ObjectNode subject)
    {
        switch (subject.Str("kind"))
        {
            case "User" when subject.Object("user") is { } user:
                return user.Str("name") == "*" ? new(Form.Anybody, "") : new(Form.User, user.Str("name"));
            case "Group" when subject.Object("group") is { } group:
                return Group(group.Str("name"));
            case "ServiceAccount" when subject.Object("serviceAccount") is { } account:
                var prefix = $"{AccountPrefix}{account.Str("namespace")}:";
                return account.Str("name") == "*" ? new(Form.UserPrefix, prefix) : new(Form.User, prefix + account.Str("name"));
            default:
                return null;
        }
    }

    /// <summary>Whether a user is it, or in it.</summary>
    public bool Matches(UserInfo user) => _form switch
    {
        Form.Anybody => true,
        Form.User => user.Name == _name,
        Form.UserPrefix => user.Name.StartsWith(_name, StringComparison.Ordinal),
        Form.Masters => user.IsMaster,
        _ => IsMember(user),
    };

    private bool IsMember(UserInfo user)
    {
        var groups = user.Groups;
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] == _name)
            {
                return true;
            }
        }

        return false;
    }
}
