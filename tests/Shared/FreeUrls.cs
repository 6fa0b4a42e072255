using System.Net;
using System.Net.Sockets;

namespace BudgetMesh.Tests;

/// <summary>Addresses of this machine at which nothing listens: for servers that come back at the same place, or know each other before they start.</summary>
internal static class FreeUrls
{
    /// <summary>Below the ports that systems hand to outgoing calls: while a server is down, nothing else takes its port.</summary>
    private const int PortLeast = 20_000, PortMost = 32_000;

    /// <param name="count">So many, all different.</param>
    /// <param name="seed">Decides the ports that are tried first.</param>
    public static string[] Find(int count, int seed)
    {
        var random = new Random(seed);
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = random.Next(PortLeast, PortMost);
            if (IsFree(port))
                ports.Add(port);
        }

        return [.. ports.Select(static port => $"http://127.0.0.1:{port}")];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
