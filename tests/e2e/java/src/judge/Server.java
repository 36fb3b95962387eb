package judge;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import judge.v1.JudgeGrpc;
import judge.v1.JudgeOuterClass.CountRequest;
import judge.v1.JudgeOuterClass.Number;
import judge.v1.JudgeOuterClass.SayRequest;
import judge.v1.JudgeOuterClass.SayResponse;
import judge.v1.JudgeOuterClass.TallyRequest;
import judge.v1.JudgeOuterClass.TallyResponse;
import judge.v1.JudgeOuterClass.Total;

/**
 * The judge service on grpc-java. It behaves as tests/support/judge.c does, says on stdout when it
 * is ready, and ends in peace on SIGTERM.
 */
public final class Server extends JudgeGrpc.JudgeImplBase {
  // Weigh is left out: a method that the server does not implement.

  private final AtomicLong started = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

  /** A handler under way; it ends once, by itself or because nobody waits any more. */
  private final class Running {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Deadline deadline = Context.current().getDeadline();

    Running() {
      started.incrementAndGet();
    }

    boolean end(boolean left) {
      if (!over.compareAndSet(false, true)) {
        return false;
      }
      if (left) {
        (deadline != null && deadline.isExpired() ? expired : cancelled).incrementAndGet();
      }
      ended.incrementAndGet();
      return true;
    }
  }

  private static Throwable errorOf(SayRequest request) {
    if (request.getReason().isEmpty() && request.getField().isEmpty()) {
      return Status.fromCodeValue(request.getCode())
          .withDescription(request.getMessage()).asRuntimeException();
    }
    com.google.rpc.Status.Builder told = com.google.rpc.Status.newBuilder()
        .setCode(request.getCode()).setMessage(request.getMessage());
    if (!request.getReason().isEmpty()) {
      told.addDetails(Any.pack(ErrorInfo.newBuilder()
          .setReason(request.getReason()).setDomain("caravan").build()));
    }
    if (!request.getField().isEmpty()) {
      told.addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(
          BadRequest.FieldViolation.newBuilder().setField(request.getField())).build()));
    }
    return StatusProto.toStatusRuntimeException(told.build());
  }

  @Override
  public void say(SayRequest request, StreamObserver<SayResponse> answer) {
    Running running = new Running();
    ServerCallStreamObserver<SayResponse> call = (ServerCallStreamObserver<SayResponse>) answer;
    SayResponse.Builder response = SayResponse.newBuilder().setText(request.getText())
        .setPadding(ByteString.copyFrom(new byte[request.getReplyBytes()]));
    if (request.getTellTime() && running.deadline != null) {
      response.setRemainingMs((int) running.deadline.timeRemaining(TimeUnit.MILLISECONDS));
    }
    ScheduledFuture<?>[] timer = new ScheduledFuture<?>[1];
    call.setOnCancelHandler(() -> {
      if (request.getHeed() && running.end(true)) {
        timer[0].cancel(false);
      }
    });
    timer[0] = timers.schedule(() -> {
      if (!running.end(call.isCancelled()) || call.isCancelled()) {
        return;
      }
      if (request.getCode() != 0) {
        answer.onError(errorOf(request));
      } else {
        answer.onNext(response.build());
        answer.onCompleted();
      }
    }, request.getDelayMs(), TimeUnit.MILLISECONDS);
  }

  @Override
  public StreamObserver<Number> sum(StreamObserver<Total> answer) {
    Running running = new Running();
    Total.Builder total = Total.newBuilder();
    return new StreamObserver<>() {
      @Override
      public void onNext(Number number) {
        if (number.getValue() < 0) {
          if (running.end(false)) {
            answer.onError(Status.OUT_OF_RANGE
                .withDescription("a negative number").asRuntimeException());
          }
          return;
        }
        received.incrementAndGet();
        total.setSum(total.getSum() + number.getValue()).setCount(total.getCount() + 1);
      }

      @Override
      public void onError(Throwable error) {
        running.end(true);
      }

      @Override
      public void onCompleted() {
        if (running.end(false)) {
          answer.onNext(total.build());
          answer.onCompleted();
        }
      }
    };
  }

  @Override
  public void count(CountRequest request, StreamObserver<Number> answers) {
    Running running = new Running();
    ServerCallStreamObserver<Number> call = (ServerCallStreamObserver<Number>) answers;
    Number.Builder number = Number.newBuilder()
        .setPadding(ByteString.copyFrom(new byte[request.getPaddingBytes()]));
    call.setOnCancelHandler(() -> running.end(true));
    call.setOnReadyHandler(() -> {
      while (call.isReady() && number.getValue() < request.getTo()) {
        call.onNext(number.setValue(number.getValue() + 1).build());
        sent.incrementAndGet();
      }
      if (number.getValue() < request.getTo() || !running.end(false)) {
        return;
      }
      if (request.getCode() == 0) {
        call.onCompleted();
      } else {
        call.onError(Status.fromCodeValue(request.getCode())
            .withDescription("as asked for").asRuntimeException());
      }
    });
  }

  @Override
  public StreamObserver<Number> chat(StreamObserver<Number> answers) {
    Running running = new Running();
    return new StreamObserver<>() {
      @Override
      public void onNext(Number number) {
        received.incrementAndGet();
        answers.onNext(number.toBuilder().setValue(2 * number.getValue()).build());
        sent.incrementAndGet();
      }

      @Override
      public void onError(Throwable error) {
        running.end(true);
      }

      @Override
      public void onCompleted() {
        if (running.end(false)) {
          answers.onCompleted();
        }
      }
    };
  }

  @Override
  public void tally(TallyRequest request, StreamObserver<TallyResponse> answer) {
    answer.onNext(TallyResponse.newBuilder().setStarted(started.get()).setEnded(ended.get())
        .setCancelled(cancelled.get()).setExpired(expired.get()).setSent(sent.get())
        .setReceived(received.get()).build());
    answer.onCompleted();
  }

  /**
   * Sends echo-* back as leading and trail-* as trailing metadata, on errors too, and compresses
   * if it is asked to.
   */
  private static final class Echo implements ServerInterceptor {
    private static final Metadata.Key<String> COMPRESS =
        Metadata.Key.of("compress", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata sent,
        ServerCallHandler<Q, A> next) {
      return next.startCall(new SimpleForwardingServerCall<>(call) {
        private boolean begun;

        @Override
        public void sendHeaders(Metadata headers) {
          begun = true;
          String encoding = sent.get(COMPRESS);
          if (encoding != null) {
            setCompression(encoding);
          }
          copy(sent, "echo-", headers);
          super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
          if (!begun && sent.keys().stream().anyMatch(key -> key.startsWith("echo-"))) {
            sendHeaders(new Metadata());
          }
          copy(sent, "trail-", trailers);
          super.close(status, trailers);
        }
      }, sent);
    }

    private static void copy(Metadata from, String prefix, Metadata to) {
      for (String name : from.keys()) {
        if (name.startsWith(prefix) && name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          copy(from, Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), to);
        } else if (name.startsWith(prefix)) {
          copy(from, Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), to);
        }
      }
    }

    private static <T> void copy(Metadata from, Metadata.Key<T> key, Metadata to) {
      from.getAll(key).forEach(value -> to.put(key, value));
    }
  }

  private static ServerCredentials credentialsOf(Map<String, String> options) throws IOException {
    if (!options.containsKey("--tls-cert")) {
      return InsecureServerCredentials.create();
    }
    TlsServerCredentials.Builder tls = TlsServerCredentials.newBuilder()
        .keyManager(new File(options.get("--tls-cert")), new File(options.get("--tls-key")));
    if (options.containsKey("--tls-client-ca")) {
      tls.trustManager(new File(options.get("--tls-client-ca")))
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    return tls.build();
  }

  public static void main(String[] words) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE); // a client that leaves is worth no stack trace
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      options.put(words[i], words[i + 1]);
    }
    String[] listen = options.getOrDefault("--listen", "127.0.0.1:0").split(":");
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("judge.v1.Judge", ServingStatus.SERVING);
    io.grpc.Server server = NettyServerBuilder
        .forAddress(new InetSocketAddress(listen[0], Integer.parseInt(listen[1])),
            credentialsOf(options))
        .addService(new Server())
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance())
        .intercept(new Echo())
        .build()
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        server.shutdown().awaitTermination(20, TimeUnit.SECONDS);
        Runtime.getRuntime().halt(0); // not the code of a signal
      } catch (InterruptedException e) {
        Runtime.getRuntime().halt(1);
      }
    }));
    System.out.printf("{\"event\":\"ready\",\"listen\":[\"127.0.0.1:%d\"]}%n", server.getPort());
    server.awaitTermination();
  }
}
