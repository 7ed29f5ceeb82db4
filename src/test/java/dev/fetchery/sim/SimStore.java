package dev.fetchery.sim;

import dev.fetchery.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The real store, asked under virtual time: a call is carried out some time after it was made,
 * those before it first, and answered some time after that. A kill of the process comes between any
 * two of these steps.
 */
final class SimStore {
  private final VirtualTime time;
  private final Random random;
  private final JobStore real;
  private final Deque<Call> calls = new ArrayDeque<>();
  private boolean dead;

  private record Call(Method method, List<Object> values, CompletableFuture<Object> answer) {}

  SimStore(VirtualTime time, Random random, JobStore real) {
    this.time = time;
    this.random = random;
    this.real = real;
  }

  JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            JobStore.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, values) ->
                CompletionStage.class.isAssignableFrom(method.getReturnType())
                    ? later(method, values)
                    : real(method, values));
  }

  private CompletionStage<Object> later(Method method, Object[] values) {
    Call call =
        new Call(
            method, values == null ? List.of() : Arrays.asList(values), new CompletableFuture<>());
    calls.addLast(call);
    time.afterMicros(100 + random.nextInt(4_000), this::carryOutFirst);
    return call.answer;
  }

  /** Each planned time carries out the oldest call, so that they keep their order. */
  private void carryOutFirst() {
    if (dead) {
      return;
    }
    Call call = calls.removeFirst();
    try {
      Object value =
          ((CompletionStage<?>) real(call.method, call.values.toArray()))
              .toCompletableFuture()
              .get();
      answer(() -> call.answer.complete(value));
    } catch (Throwable e) {
      answer(() -> call.answer.completeExceptionally(cause(e)));
    }
  }

  private static Throwable cause(Throwable e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private void answer(Runnable answer) {
    time.afterMicros(
        0,
        () -> {
          if (!dead) {
            answer.run();
          }
        });
  }

  private Object real(Method method, Object[] values) throws Throwable {
    try {
      return method.invoke(real, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The process that asks is killed; perhaps what it asked last is still carried out. */
  void kill() {
    int more = random.nextInt(calls.size() + 1);
    for (int i = 0; i < more; i++) {
      carryOutFirst();
    }
    dead = true;
  }
}
