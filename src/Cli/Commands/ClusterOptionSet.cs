using System.CommandLine;
using System.Globalization;
using System.Net;
using BudgetMesh.Silo;

namespace BudgetMesh.Cli;

/// <summary>How servers of one database find each other on Orleans.</summary>
internal sealed class ClusterOptionSet
{
    private static readonly SiloCluster Usual = new();

    private readonly Option<string?> _id = new("--cluster") { Description = $"With Orleans: servers of the same name are one cluster; {Usual.Id} unless said.", HelpName = "NAME" };

    private readonly Option<IPAddress?> _address = new("--silo-address")
    {
        Description = $"With Orleans: where the other servers reach this one; {Usual.Address}, so those of this machine, unless said.",
        HelpName = "IP",
        CustomParser = static given =>
        {
            if (IPAddress.TryParse(given.Tokens[0].Value, out var address))
                return address;
            given.AddError($"{given.Tokens[0].Value} is no IP address: write for example 10.0.0.7");
            return null;
        },
    };

    private readonly Option<int?> _port = new("--silo-port")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"With Orleans: the port for that; {Usual.SiloPort} unless said, 0 takes a free one."),
        HelpName = "PORT",
    };

    private readonly Option<int?> _gateway = new("--gateway-port") { Description = "With Orleans: the port for gateways that use its client; none unless said.", HelpName = "PORT" };

    private ClusterOptionSet()
    {
    }

    public static ClusterOptionSet AddTo(Command command)
    {
        var options = new ClusterOptionSet();
        command.Add(options._id);
        command.Add(options._address);
        command.Add(options._port);
        command.Add(options._gateway);
        return options;
    }

    /// <summary>The cluster that is named, or the usual one where servers on Orleans share a database; else null.</summary>
    public SiloCluster? Read(ParseResult result, OwnerEngine engine, string? postgres)
    {
        var (id, address, port, gateway) = (result.GetValue(_id), result.GetValue(_address), result.GetValue(_port), result.GetValue(_gateway));
        if ((id, address, port, gateway) is (null, null, null, null) && (engine == OwnerEngine.Local || postgres is null))
            return null;
        return new SiloCluster { Id = id ?? Usual.Id, Address = address ?? Usual.Address, SiloPort = port ?? Usual.SiloPort, GatewayPort = gateway ?? Usual.GatewayPort };
    }
}
