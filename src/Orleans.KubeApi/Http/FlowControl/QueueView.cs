namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A queue at one moment. Sums are over the waiting ones.</summary>
internal sealed record QueueView(
    int SeatsInUse, double NextDispatch, int InitialSeats, int Seats, double Work,
    IReadOnlyList<FlowRequest> Waiting, IReadOnlyList<FlowRequest> Executing);
