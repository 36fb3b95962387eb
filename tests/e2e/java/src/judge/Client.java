package judge;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import judge.v1.JudgeGrpc;
import judge.v1.JudgeOuterClass.CountRequest;
import judge.v1.JudgeOuterClass.Number;
import judge.v1.JudgeOuterClass.SayRequest;
import judge.v1.JudgeOuterClass.SayResponse;
import judge.v1.JudgeOuterClass.TallyRequest;
import judge.v1.JudgeOuterClass.TallyResponse;
import judge.v1.JudgeOuterClass.Total;

/** grpc-java as the judge of a server. Prints a line for each step of the scenario. */
public final class Client {
  private static final int PATIENCE_S = 30;
  private static final int LONG_MS = 600_000;
  private static final SayRequest PATIENT =
      SayRequest.newBuilder().setDelayMs(LONG_MS).setHeed(true).build();
  private static final CountRequest ENDLESS =
      CountRequest.newBuilder().setTo(Long.MAX_VALUE).setPaddingBytes(1000).build();

  private interface Step {
    void walk() throws Exception;
  }

  private final ManagedChannel channel;

  private Client(ManagedChannel channel) {
    this.channel = channel;
  }

  private JudgeGrpc.JudgeBlockingV2Stub judge() {
    return JudgeGrpc.newBlockingV2Stub(channel).withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS);
  }

  private static void same(String what, Object seen, Object wanted) {
    if (!Objects.deepEquals(seen, wanted)) {
      throw new AssertionError(what + ": " + seen + " instead of " + wanted);
    }
  }

  private static Throwable failure(Callable<?> call) throws Exception {
    try {
      call.call();
    } catch (StatusException | StatusRuntimeException error) {
      return error;
    }
    throw new AssertionError("it succeeded");
  }

  private static Status failed(Callable<?> call) throws Exception {
    return Status.fromThrowable(failure(call));
  }

  private static SayRequest text(String text) {
    return SayRequest.newBuilder().setText(text).build();
  }

  private static Number number(long value) {
    return Number.newBuilder().setValue(value).build();
  }

  /** Reads to the end: the values have to be 1, 2, 3 ... times `factor`. */
  private static long counted(BlockingClientCall<?, Number> call, long factor) throws Exception {
    long count = 0;
    for (Number next = call.read(); next != null; next = call.read()) {
      same("value", next.getValue(), factor * ++count);
    }
    return count;
  }

  // ---- messages ----

  private void unary() throws Exception {
    same("text", judge().say(text("早上好")).getText(), "早上好");
  }

  private void empty() throws Exception {
    same("answer", judge().say(SayRequest.getDefaultInstance()), SayResponse.getDefaultInstance());
  }

  private void large() throws Exception {
    String text = "x".repeat(1 << 20);
    SayResponse answer = judge().say(text(text).toBuilder().setReplyBytes(1 << 20).build());
    same("text", answer.getText().equals(text), true);
    same("padding", answer.getPadding().size(), 1 << 20);
  }

  private void gzip() throws Exception {
    String text = "x".repeat(20_000);
    Metadata sent = new Metadata();
    AtomicReference<Metadata> headers = new AtomicReference<>();
    sent.put(ascii("compress"), "gzip");
    SayResponse answer = judge().withCompression("gzip")
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
        .say(text(text).toBuilder().setReplyBytes(300_000).build());
    same("text", answer.getText().equals(text), true);
    same("padding", answer.getPadding().size(), 300_000);
    same("request", headers.get().get(ascii("request-compressed")), "1");
  }

  private void many() throws Exception {
    JudgeGrpc.JudgeFutureStub stub = JudgeGrpc.newFutureStub(channel)
        .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS);
    List<ListenableFuture<SayResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(stub.say(text("" + i).toBuilder().setDelayMs(i % 7).build()));
    }
    for (int i = 0; i < 100; i++) {
      same("text", answers.get(i).get().getText(), "" + i);
    }
  }

  // ---- streams ----

  private void clientStreaming() throws Exception {
    BlockingClientCall<Number, Total> sum = judge().sum();
    for (int i = 1; i <= 1000; i++) {
      sum.write(number(i));
    }
    sum.halfClose();
    same("total", sum.read(), Total.newBuilder().setSum(500500).setCount(1000).build());
  }

  private void serverStreaming() throws Exception {
    for (long to : new long[] {0, 1000}) {
      CountRequest request = CountRequest.newBuilder().setTo(to).setPaddingBytes(2000).build();
      same("count", counted(judge().count(request), 1), to);
    }
  }

  private void serverStreamingError() throws Exception {
    CountRequest request = CountRequest.newBuilder().setTo(3).setCode(10).build();
    BlockingClientCall<?, Number> call = judge().count(request);
    for (long i = 1; i <= 3; i++) {
      same("value", call.read().getValue(), i);
    }
    same("code", failed(call::read).getCode(), Status.Code.ABORTED);
  }

  private void bidiInStep() throws Exception {
    BlockingClientCall<Number, Number> chat = judge().chat();
    for (long i = 1; i <= 100; i++) {
      chat.write(number(i));
      same("answer", chat.read().getValue(), 2 * i);
    }
    chat.halfClose();
    same("end", chat.read(), null);
  }

  private void bidiAtOnce() throws Exception {
    BlockingClientCall<Number, Number> chat = judge().chat();
    for (long i = 1; i <= 1000; i++) {
      chat.write(number(i));
    }
    chat.halfClose();
    same("count", counted(chat, 2), 1000L);
  }

  private void halfCloseFirst() throws Exception {
    BlockingClientCall<Number, Total> sum = judge().sum();
    sum.halfClose();
    same("total", sum.read(), Total.getDefaultInstance());
    BlockingClientCall<Number, Number> chat = judge().chat();
    chat.halfClose();
    same("count", counted(chat, 2), 0L);
  }

  private void serverEndsFirst() throws Exception {
    BlockingClientCall<Number, Total> sum = judge().sum();
    Number negative = Number.newBuilder().setValue(-1)
        .setPadding(ByteString.copyFrom(new byte[1000])).build();
    Status status = failed(() -> {
      while (sum.write(negative)) { // until it says its last
        continue;
      }
      return sum.read();
    });
    same("code", status.getCode(), Status.Code.OUT_OF_RANGE);
    same("message", status.getDescription(), "a negative number");
  }

  // ---- metadata ----

  private static final Map<String, List<String>> TEXTS =
      Map.of("text", List.of("a value; with = signs"), "twice", List.of("first", "second"));
  private static final Map<String, List<byte[]>> BYTES =
      Map.of("all-bin", List.of(everyByte()),
          "twice-bin", List.of(new byte[] {0}, new byte[] {0, (byte) 255}));

  private static byte[] everyByte() {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    return every;
  }

  private static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static Metadata.Key<byte[]> binary(String name) {
    return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
  }

  private static void addAll(Metadata metadata, String way) {
    TEXTS.forEach((name, values) ->
        values.forEach(value -> metadata.put(ascii(way + name), value)));
    BYTES.forEach((name, values) ->
        values.forEach(value -> metadata.put(binary(way + name), value)));
  }

  private static void expectAll(Metadata metadata, String way) {
    TEXTS.forEach((name, values) -> {
      List<String> seen = new ArrayList<>();
      Iterable<String> all = metadata.getAll(ascii(way + name));
      (all == null ? List.<String>of() : all).forEach(seen::add);
      same(way + name, seen, values);
    });
    BYTES.forEach((name, values) -> {
      List<String> seen = new ArrayList<>();
      Iterable<byte[]> all = metadata.getAll(binary(way + name));
      (all == null ? List.<byte[]>of() : all).forEach(value -> seen.add(Arrays.toString(value)));
      same(way + name, seen, values.stream().map(Arrays::toString).toList());
    });
  }

  private void comesBack(Status.Code code) throws Exception {
    Metadata sent = new Metadata();
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    addAll(sent, "echo-");
    addAll(sent, "trail-");
    Status status = Status.OK;
    try {
      judge()
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(sent),
              MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
          .say(SayRequest.newBuilder().setCode(code.value()).build());
    } catch (StatusException error) {
      status = error.getStatus();
    }
    same("code", status.getCode(), code);
    expectAll(headers.get(), "echo-");
    expectAll(trailers.get(), "trail-");
  }

  private void metadata() throws Exception {
    comesBack(Status.Code.OK);
  }

  private void metadataWithError() throws Exception {
    comesBack(Status.Code.NOT_FOUND);
  }

  // ---- errors ----

  private void everyCode() throws Exception {
    String message = "50% 元\t\r\n😈";
    for (int code = 1; code <= 16; code++) {
      SayRequest request = SayRequest.newBuilder().setCode(code).setMessage(message).build();
      Status status = failed(() -> judge().say(request));
      same("code", status.getCode().value(), code);
      same("message", status.getDescription(), message);
    }
  }

  private void details() throws Exception {
    SayRequest request = SayRequest.newBuilder().setCode(Status.Code.INVALID_ARGUMENT.value())
        .setMessage("no").setReason("TOO_MUCH").setField("budget.amount").build();
    Throwable error = failure(() -> judge().say(request));
    com.google.rpc.Status told = StatusProto.fromThrowable(error);
    same("code", told.getCode(), Status.Code.INVALID_ARGUMENT.value());
    same("message", told.getMessage(), "no");
    same("details", told.getDetailsCount(), 2);
    ErrorInfo info = told.getDetails(0).unpack(ErrorInfo.class);
    same("reason", info.getReason(), "TOO_MUCH");
    same("domain", info.getDomain(), "caravan");
    BadRequest bad = told.getDetails(1).unpack(BadRequest.class);
    same("violations", bad.getFieldViolationsCount(), 1);
    same("field", bad.getFieldViolations(0).getField(), "budget.amount");
  }

  private void unimplemented() throws Exception {
    for (String path : List.of("judge.v1.Judge/None", "judge.v1.None/Say")) {
      MethodDescriptor<SayRequest, SayResponse> none =
          JudgeGrpc.getSayMethod().toBuilder().setFullMethodName(path).build();
      Status status = failed(() -> ClientCalls.blockingUnaryCall(channel, none,
          CallOptions.DEFAULT, SayRequest.getDefaultInstance()));
      same("code", status.getCode(), Status.Code.UNIMPLEMENTED);
    }
  }

  // ---- deadlines and cancellation ----

  private TallyResponse tally() throws Exception {
    return judge().tally(TallyRequest.getDefaultInstance());
  }

  /** Asks for a tally after each round trip, until it is as it should be. */
  private void until(Predicate<TallyResponse> due) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    for (TallyResponse now = tally(); !due.test(now); now = tally()) {
      same("the handlers: " + now + ", in time", System.nanoTime() < end, true);
      judge().say(SayRequest.newBuilder().setDelayMs(5).build());
    }
  }

  /** So many more than before have ended because nobody waits for them any more. */
  private void learn(TallyResponse before, int calls) throws Exception {
    long left = before.getCancelled() + before.getExpired() + calls;
    until(now -> now.getCancelled() + now.getExpired() == left
        && now.getStarted() == now.getEnded());
  }

  private void run(int calls) throws Exception {
    until(now -> now.getStarted() - now.getEnded() == calls);
  }

  private void deadline() throws Exception {
    TallyResponse before = tally();
    Status status = failed(
        () -> judge().withDeadlineAfter(500, TimeUnit.MILLISECONDS).say(PATIENT));
    same("code", status.getCode(), Status.Code.DEADLINE_EXCEEDED);
    learn(before, 1);
  }

  private void deadlineOfStream() throws Exception {
    TallyResponse before = tally();
    Status status = failed(() -> counted(
        judge().withDeadlineAfter(500, TimeUnit.MILLISECONDS).count(ENDLESS), 1));
    same("code", status.getCode(), Status.Code.DEADLINE_EXCEEDED);
    learn(before, 1);
  }

  private void deadlineTold() throws Exception {
    SayRequest request = SayRequest.newBuilder().setTellTime(true).build();
    JudgeGrpc.JudgeBlockingV2Stub stub = JudgeGrpc.newBlockingV2Stub(channel);
    same("without", stub.say(request).getRemainingMs(), 0);
    int left = stub.withDeadlineAfter(20, TimeUnit.SECONDS).say(request).getRemainingMs();
    same(left + " ms of 20 s", left >= 10_000 && left <= 20_000, true);
  }

  private void cancelUnary() throws Exception {
    TallyResponse before = tally();
    ListenableFuture<SayResponse> call = JudgeGrpc.newFutureStub(channel).say(PATIENT);
    run(1);
    same("cancelled", call.cancel(true), true);
    learn(before, 1);
  }

  private void cancelStreams() throws Exception {
    TallyResponse before = tally();
    BlockingClientCall<?, Number> count = judge().count(ENDLESS);
    BlockingClientCall<Number, Number> chat = judge().chat();
    BlockingClientCall<Number, Total> sum = judge().sum();
    chat.write(number(1));
    sum.write(number(1));
    run(3);
    same("count", count.read().getValue(), 1L);
    same("chat", chat.read().getValue(), 2L);
    for (BlockingClientCall<?, ?> call : List.of(count, chat, sum)) {
      call.cancel("no more", null);
    }
    for (BlockingClientCall<?, ?> call : List.of(count, chat, sum)) {
      Status status = failed(() -> {
        while (call.read() != null) { // what had come before
          continue;
        }
        return null;
      });
      same("code", status.getCode(), Status.Code.CANCELLED);
    }
    learn(before, 3);
  }

  // ---- health and reflection ----

  private static HealthCheckRequest service(String name) {
    return HealthCheckRequest.newBuilder().setService(name).build();
  }

  private void health() throws Exception {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS);
    for (String name : List.of("", "judge.v1.Judge")) {
      same(name, health.check(service(name)).getStatus(), ServingStatus.SERVING);
    }
    same("none", failed(() -> health.check(service("none"))).getCode(), Status.Code.NOT_FOUND);
  }

  private void healthWatch() throws Exception {
    BlockingClientCall<?, HealthCheckResponse> watch = HealthGrpc.newBlockingV2Stub(channel)
        .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS).watch(service("judge.v1.Judge"));
    same("at once", watch.read().getStatus(), ServingStatus.SERVING);
    watch.cancel("enough", null);
    same("code", failed(watch::read).getCode(), Status.Code.CANCELLED);
  }

  private void reflection() throws Exception {
    BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        ServerReflectionGrpc.newBlockingV2Stub(channel)
            .withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS).serverReflectionInfo();
    call.write(ServerReflectionRequest.newBuilder().setListServices("").build());
    same("listed", call.read().getListServicesResponse().getServiceList().stream()
        .anyMatch(service -> service.getName().equals("judge.v1.Judge")), true);
    call.write(ServerReflectionRequest.newBuilder()
        .setFileContainingSymbol("judge.v1.Judge").build());
    same("file", call.read().getFileDescriptorResponse().getFileDescriptorProtoList().stream()
        .anyMatch(Client::isTheJudges), true);
    call.halfClose();
    same("end", call.read(), null);
  }

  private static boolean isTheJudges(ByteString raw) {
    try {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(raw);
      return file.getName().equals("judge/v1/judge.proto")
          && file.getService(0).getMethod(1).getClientStreaming();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  // ---- who we are and whom we call ----

  /** The two do not get to speak with each other. */
  private void refused() throws Exception {
    same("code", failed(() -> judge().say(SayRequest.getDefaultInstance())).getCode(),
        Status.Code.UNAVAILABLE);
  }

  private static ManagedChannel connected(Map<String, String> options) throws Exception {
    ChannelCredentials credentials = InsecureChannelCredentials.create();
    if (options.containsKey("--ca")) {
      TlsChannelCredentials.Builder tls =
          TlsChannelCredentials.newBuilder().trustManager(new File(options.get("--ca")));
      if (options.containsKey("--cert")) {
        tls.keyManager(new File(options.get("--cert")), new File(options.get("--key")));
      }
      credentials = tls.build();
    }
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder("dns:///" + options.get("--target"), credentials);
    if (options.containsKey("--name")) {
      builder.overrideAuthority(options.get("--name"));
    }
    return builder.build();
  }

  private Map<String, Step> scenario() {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("unary", this::unary);
    steps.put("empty", this::empty);
    steps.put("large", this::large);
    steps.put("gzip", this::gzip);
    steps.put("many", this::many);
    steps.put("client_streaming", this::clientStreaming);
    steps.put("server_streaming", this::serverStreaming);
    steps.put("server_streaming_error", this::serverStreamingError);
    steps.put("bidi_in_step", this::bidiInStep);
    steps.put("bidi_at_once", this::bidiAtOnce);
    steps.put("half_close_first", this::halfCloseFirst);
    steps.put("server_ends_first", this::serverEndsFirst);
    steps.put("metadata", this::metadata);
    steps.put("metadata_with_error", this::metadataWithError);
    steps.put("every_code", this::everyCode);
    steps.put("details", this::details);
    steps.put("unimplemented", this::unimplemented);
    steps.put("deadline", this::deadline);
    steps.put("deadline_of_stream", this::deadlineOfStream);
    steps.put("deadline_told", this::deadlineTold);
    steps.put("cancel_unary", this::cancelUnary);
    steps.put("cancel_streams", this::cancelStreams);
    steps.put("health", this::health);
    steps.put("health_watch", this::healthWatch);
    steps.put("reflection", this::reflection);
    return steps;
  }

  public static void main(String[] words) throws Exception {
    List<String> given = new ArrayList<>(List.of(words));
    boolean isRefused = given.remove("--refused");
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i + 1 < given.size(); i += 2) {
      options.put(given.get(i), given.get(i + 1));
    }
    System.setOut(new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8));
    Client client = new Client(connected(options));
    Map<String, Step> steps =
        isRefused ? Map.of("refused", client::refused) : client.scenario();
    for (Map.Entry<String, Step> step : steps.entrySet()) {
      try {
        step.getValue().walk();
        System.out.println("ok - " + step.getKey());
      } catch (Exception | AssertionError why) {
        System.out.println("not ok - " + step.getKey() + ": "
            + why.toString().replace('\n', ' '));
      }
    }
    client.channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
  }
}
