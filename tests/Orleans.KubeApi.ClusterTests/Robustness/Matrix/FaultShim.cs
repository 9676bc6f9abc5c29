using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Matrix;

/// <summary>
/// A small library that is loaded into a silo before libc: it shifts the wall clock, fails one fsync, and leads connections to other
/// ports, as files of the test say. Compiled by the machine's C compiler.
/// </summary>
internal sealed class FaultShim : IDisposable
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <netinet/in.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static long long offset(void) {
          static long long known; static time_t looked; struct timespec now;
          static int (*real)(clockid_t, struct timespec *);
          if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
          if (real(CLOCK_MONOTONIC, &now) == 0 && now.tv_sec != looked) {
            looked = now.tv_sec;
            const char *name = getenv("TEST_CLOCK_FILE");
            FILE *file = name ? fopen(name, "re") : 0;
            if (file) { long long read; if (fscanf(file, "%lld", &read) == 1) known = read; fclose(file); }
          }
          return known;
        }
        int clock_gettime(clockid_t clock, struct timespec *time) {
          static int (*real)(clockid_t, struct timespec *);
          if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
          int result = real(clock, time);
          if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
          return result;
        }
        int connect(int socket, const struct sockaddr *to, socklen_t length) {
          static int (*real)(int, const struct sockaddr *, socklen_t);
          if (!real) real = dlsym(RTLD_NEXT, "connect");
          const char *name = getenv("TEST_LINKS_FILE");
          FILE *links = name && to->sa_family == AF_INET ? fopen(name, "re") : 0;
          struct sockaddr_in moved;
          if (links) {
            int port, link;
            memcpy(&moved, to, sizeof moved);
            while (fscanf(links, "%d %d", &port, &link) == 2)
              if (ntohs(((const struct sockaddr_in *)to)->sin_port) == port) moved.sin_port = htons(link);
            fclose(links);
            to = (const struct sockaddr *)&moved;
          }
          return real(socket, to, length);
        }
        static int fails(void) {
          const char *name = getenv("TEST_FSYNC_FILE");
          return name && unlink(name) == 0;
        }
        int fsync(int file) {
          static int (*real)(int);
          if (!real) real = dlsym(RTLD_NEXT, "fsync");
          if (fails()) { errno = EIO; return -1; }
          return real(file);
        }
        int fdatasync(int file) {
          static int (*real)(int);
          if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
          if (fails()) { errno = EIO; return -1; }
          return real(file);
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public static string? Missing => Requirements.FindOnPath("cc") is null ? "a C compiler" : null;

    public static async Task<FaultShim> BuildAsync(CancellationToken cancellation)
    {
        var shim = new FaultShim();
        await SystemTool.RunAsync(
            "cc", $"-shared -fPIC -O1 -o {shim.Library} {shim._folder.Write("shim.c", Source)} -ldl", cancellation);
        return shim;
    }

    private string Library => _folder.File("shim.so");

    /// <summary>What a silo needs in its environment.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment(int silo) =>
    [
        new("LD_PRELOAD", Library), new("TEST_CLOCK_FILE", ClockFile(silo)), new("TEST_FSYNC_FILE", _folder.File("fail-fsync")),
        new("TEST_LINKS_FILE", LinksFile(silo)),
    ];

    /// <summary>The silo's clock is wrong by so much within a second.</summary>
    public void SetClock(int silo, TimeSpan offset)
    {
        var file = _folder.Write($"clock-{silo}.new", FormattableString.Invariant($"{(long)offset.TotalSeconds}"));
        File.Move(file, ClockFile(silo), overwrite: true);
    }

    /// <summary>Who connects from this silo to a port arrives at another one.</summary>
    public void SetLinks(int silo, IEnumerable<(int Port, int Link)> links) =>
        _folder.Write($"links-{silo}", string.Concat(links.Select(pair => FormattableString.Invariant($"{pair.Port} {pair.Link}\n"))));

    /// <summary>The next fsync of any silo fails with EIO, all later ones succeed.</summary>
    public void FailFsync() => _folder.Write("fail-fsync", "");

    public void Dispose() => _folder.Dispose();

    private string LinksFile(int silo) => _folder.File($"links-{silo}");

    private string ClockFile(int silo) => _folder.File($"clock-{silo}");
}
