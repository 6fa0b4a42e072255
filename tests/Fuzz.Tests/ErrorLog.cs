using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>What a server logs as its own fault.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();

    public IReadOnlyCollection<string> Errors => _errors;

    public void AddTo(ILoggingBuilder logging) => logging.ClearProviders().AddProvider(this);

    public ILogger CreateLogger(string categoryName) => new Lines(categoryName, _errors);

    public void Dispose()
    {
    }

    private sealed class Lines(string category, ConcurrentQueue<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
