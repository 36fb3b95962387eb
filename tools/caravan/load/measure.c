#include "measure.h"

#include "base/clock.h"
#include "measure_internal.h"
#include "probe.h"

#include <stdio.h>
#include <string.h>

#define CALL_MEMORY_MAX (16u * 1024 * 1024)
#define NEAR_NS         (2 * CV_NS_PER_MS)  /* too soon to sleep until then */
#define TURN_NS         (50 * CV_NS_PER_MS) /* look at the time at least so often */
#define CLOSING_NS      (2 * CV_NS_PER_S)
#define LATE_NS         (60 * CV_NS_PER_S) /* so long after its deadline each call ended */
#define RUN_ID_BYTES    24
#define BEHIND_NS       (20 * CV_NS_PER_MS) /* overload: later than this a call is not sent */

struct load {
    const struct load_plan *plan;
    struct load_counts counts;
    struct cv_loop *loop;
    struct cv_channel *channels[LOAD_CONNECTIONS_MAX];
    struct cv_metadata as[LOAD_PERSONS];
    struct load_call *calls;
    struct cv_list idle;
    struct cv_list ended;
    struct cv_task task;
    struct cv_timer timer;
    struct load_stage stages[LOAD_STEPS_MAX];
    size_t stage_count;
    struct arrivals arrivals;
    struct dice dice;
    unsigned weights; /* of all methods */
    void *work;
    char run[RUN_ID_BYTES];
    uint64_t number; /* of the next call */
    uint64_t due_ns; /* open: of the next call; CV_NEVER: there are no more */
    size_t in_flight;
    size_t closing; /* channels */
    bool crowded;   /* as many are under way as may be */
    bool warm;
    bool stopped; /* no more calls are begun */
};

static bool is_open(const struct load *load)
{
    return load->plan->rate > 0;
}

/* ---- calls ---- */

static void on_done(struct cv_unary *op)
{
    struct load_call *call = CV_CONTAINER_OF(op, struct load_call, op);
    struct load *load = call->load;
    const struct load_method *method = &load->plan->service->methods[call->method];

    load_counts_ended(&load->counts, call, cv_clock_ns());
    if (!cv_ok(op->start.status)) {
        if (method->refused != NULL)
            method->refused(call);
    } else if (method->answered != NULL) {
        method->answered(call);
    }
    cv_list_push(&load->ended, &call->link);
    cv_loop_defer(load->loop, &load->task);
}

/* As the weights have it, unless there is nothing of that to do. */
static size_t choose(struct load *load)
{
    const struct load_method *methods = load->plan->service->methods;
    const unsigned *weights = load->plan->profile->weights;
    unsigned at = (unsigned)(dice_roll(&load->dice) % load->weights);
    size_t method = 0;

    while (at >= weights[method])
        at -= weights[method++];
    while (methods[method].ready != NULL && !methods[method].ready(load->work))
        method = methods[method].instead;
    return method;
}

static void begin(struct load *load, uint64_t due_ns)
{
    struct load_call *call = CV_CONTAINER_OF(cv_list_pop(&load->idle), struct load_call, link);
    const struct load_method *method;

    call->method = choose(load);
    method = &load->plan->service->methods[call->method];
    call->number = load->number++;
    call->channel = load->channels[call->number % load->plan->connections];
    call->due_ns = due_ns;
    call->op = (struct cv_unary){.done = on_done};
    call->scope = (struct cv_scope){
        .arena = &call->arena,
        .deadline_ns = due_ns + load->plan->deadline_ns, /* as long as who came would wait */
        .home = cv_loop_wake(load->loop),
    };
    call->op.start.scope = &call->scope;
    call->op.start.metadata = &load->as[method->by];
    load->in_flight++;
    method->ask(call);
}

static void reap(struct load *load)
{
    struct cv_list *node;

    while ((node = cv_list_pop(&load->ended)) != NULL) {
        struct load_call *call = CV_CONTAINER_OF(node, struct load_call, link);

        cv_arena_release(&call->arena);
        cv_list_push(&load->idle, &call->link);
        load->in_flight--;
    }
}

/* ---- when ---- */

static void next_due(struct load *load)
{
    uint64_t at_ns;
    bool more = arrivals_next(&load->arrivals, &at_ns);

    load->due_ns = more ? load->counts.begin_ns + at_ns : CV_NEVER;
}

/* In an overload nobody waits for the load maker. */
static bool goes_unsent(const struct load *load, uint64_t now_ns)
{
    return load->plan->step_count > 0 &&
           (cv_list_empty(&load->idle) || now_ns - load->due_ns > BEHIND_NS);
}

static void begin_due(struct load *load, uint64_t now_ns)
{
    while (load->due_ns <= now_ns) {
        if (goes_unsent(load, now_ns)) {
            load_counts_unsent(&load->counts, load->due_ns);
            next_due(load);
            continue;
        }
        if (cv_list_empty(&load->idle)) {
            load->crowded = true; /* until all who wait for room have it */
            return;
        }
        load_counts_due(&load->counts, load->due_ns, now_ns - load->due_ns, load->crowded);
        begin(load, load->due_ns);
        next_due(load);
    }
    load->crowded = false;
}

/* During the ramp one caller after the other begins. */
static size_t callers_at(const struct load *load, uint64_t now_ns)
{
    uint64_t ran_ns = now_ns - load->counts.begin_ns;
    size_t callers = load->plan->callers;

    if (ran_ns >= load->plan->ramp_ns)
        return callers;
    return 1 + (size_t)((double)ran_ns / (double)load->plan->ramp_ns * (double)(callers - 1));
}

static void begin_callers(struct load *load, uint64_t now_ns)
{
    for (size_t callers = callers_at(load, now_ns); load->in_flight < callers;) {
        load_counts_due(&load->counts, now_ns, 0, false);
        begin(load, now_ns);
    }
}

/* Look again when the next call is due, in this turn or after some sleep. */
static void arm(struct load *load, uint64_t now_ns)
{
    uint64_t next_ns = now_ns + TURN_NS;

    if (!load->stopped && is_open(load) && load->due_ns < next_ns)
        next_ns = load->due_ns;
    if (next_ns < now_ns + NEAR_NS && !cv_list_empty(&load->idle))
        cv_loop_defer(load->loop, &load->task);
    else if (next_ns > now_ns + NEAR_NS)
        next_ns -= NEAR_NS;
    else
        next_ns = now_ns + NEAR_NS;
    (void)cv_timer_arm(cv_loop_timers(load->loop), &load->timer, next_ns);
}

/* No more calls are begun. Those for which there was no room count as not sent. */
static void stop(struct load *load, uint64_t now_ns)
{
    load->stopped = true;
    for (; is_open(load) && load->due_ns <= now_ns; next_due(load))
        load_counts_unsent(&load->counts, load->due_ns);
}

static void go_on(struct load *load)
{
    uint64_t now_ns = cv_clock_ns();

    reap(load);
    if (!load->warm && now_ns >= load->counts.measured_ns) {
        load->warm = true;
        load_counts_warm(&load->counts);
    }
    if (!load->stopped && is_open(load))
        begin_due(load, now_ns);
    if (!load->stopped && (now_ns >= load->counts.end_ns || *load->plan->interrupted != 0))
        stop(load, now_ns);
    if (!load->stopped && !is_open(load))
        begin_callers(load, now_ns);
    load_counts_pass(&load->counts, now_ns);
    arm(load, now_ns);
}

static void on_task(struct cv_task *task)
{
    go_on(CV_CONTAINER_OF(task, struct load, task));
}

static void on_timer(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    go_on(CV_CONTAINER_OF(timer, struct load, timer));
}

static bool is_over(void *arg)
{
    const struct load *load = arg;

    return load->stopped && load->in_flight == 0;
}

/* ---- life ---- */

static void on_closed(void *arg)
{
    struct load *load = arg;

    load->closing--;
}

static bool are_closed(void *arg)
{
    return ((const struct load *)arg)->closing == 0;
}

static void disconnect(struct load *load)
{
    for (unsigned i = 0; i < load->plan->connections && load->channels[i] != NULL; i++) {
        load->closing++;
        cv_channel_close(load->channels[i], on_closed, load);
    }
    (void)cv_loop_run_until(load->loop, are_closed, load, CLOSING_NS);
}

/* Each is connected, or one cannot be. */
static bool are_connected(void *arg)
{
    const struct load *load = arg;
    bool ready = true;

    for (unsigned i = 0; i < load->plan->connections; i++) {
        enum cv_channel_state state = cv_channel_state(load->channels[i]);

        if (state == CV_CHANNEL_FAILING)
            return true;
        ready = ready && state == CV_CHANNEL_READY;
    }
    return ready;
}

static struct cv_status connect_all(struct load *load)
{
    const struct load_plan *plan = load->plan;
    const struct cv_channel_config config = {
        .target = plan->target,
        .tls = plan->client->tls,
        .user_agent = "caravan-load/" CV_VERSION,
        .retries_off = true, /* each call is one attempt, or its latency would mean nothing */
    };
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = 0; cv_ok(status) && i < plan->connections; i++) {
        status = cv_channel_open(load->loop, &config, &load->channels[i]);
        if (cv_ok(status))
            cv_channel_connect(load->channels[i]);
    }
    if (!cv_ok(status))
        return status;
    if (!cv_loop_run_until(load->loop, are_connected, load, plan->deadline_ns))
        return cv_status(CV_DEADLINE_EXCEEDED, NULL, "not all connections could be made");
    for (unsigned i = 0; i < plan->connections; i++) {
        if (cv_channel_state(load->channels[i]) != CV_CHANNEL_READY)
            return cv_status(CV_UNAVAILABLE, NULL, "not all connections could be made");
    }
    return CV_STATUS_OK;
}

static struct cv_status set_up(struct load *load, struct cv_arena *arena)
{
    const struct load_plan *plan = load->plan;
    size_t count = is_open(load) ? plan->flight_max : plan->callers;
    struct cv_status status = CV_STATUS_OK;

    load->calls = cv_arena_array(arena, count, sizeof(*load->calls));
    if (load->calls == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    cv_list_init(&load->idle);
    cv_list_init(&load->ended);
    for (size_t i = 0; i < count; i++) {
        struct load_call *call = &load->calls[i];

        call->load = load;
        call->work = load->work;
        call->dice = &load->dice;
        call->run = load->run;
        cv_arena_init(&call->arena, CALL_MEMORY_MAX);
        cv_list_push(&load->idle, &call->link);
    }
    for (unsigned i = 0; cv_ok(status) && i < LOAD_PERSONS; i++)
        status = load_person_metadata((enum load_person)i, arena, &load->as[i]);
    for (size_t i = 0; i < plan->service->method_count; i++)
        load->weights += plan->profile->weights[i];
    (void)snprintf(load->run, sizeof(load->run), "%llx", (unsigned long long)cv_clock_utc_us());
    load->task.run = on_task;
    load->timer.fire = on_timer;
    load->dice.state = plan->seed;
    return status;
}

static void add_stage(struct load *load, uint64_t length_ns, double from, double to)
{
    load->stages[load->stage_count++] = (struct load_stage){length_ns, from, to};
}

static void set_stages(struct load *load)
{
    const struct load_plan *plan = load->plan;

    if (plan->step_count == 0) {
        add_stage(load, plan->ramp_ns, 0, plan->rate);
        add_stage(load, plan->duration_ns, plan->rate, plan->rate);
    }
    for (size_t i = 0; i < plan->step_count; i++)
        add_stage(load, plan->duration_ns / plan->step_count, plan->rate * plan->factors[i],
                  plan->rate * plan->factors[i]);
}

static struct cv_status run_all(struct load *load)
{
    const struct load_plan *plan = load->plan;
    uint64_t now_ns = cv_clock_ns();
    uint64_t most_ns = plan->ramp_ns + plan->duration_ns + plan->deadline_ns + LATE_NS;

    if (!load_counts_begin(&load->counts, now_ns))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    set_stages(load);
    arrivals_begin(&load->arrivals, load->stages, load->stage_count, plan->seed);
    load->due_ns = CV_NEVER;
    if (is_open(load))
        next_due(load);
    cv_loop_defer(load->loop, &load->task);
    if (!cv_loop_run_until(load->loop, is_over, load, most_ns))
        return cv_status(CV_INTERNAL, NULL, "a call outlived its deadline");
    return CV_STATUS_OK;
}

/* Beside an overload somebody looks how the service is. */
static struct cv_status run_watched(struct load *load, struct cv_arena *arena)
{
    bool overload = load->plan->step_count > 0;
    struct load_probe *probe = overload ? load_probe_begin(load->plan, arena) : NULL;
    struct cv_status status = run_all(load);

    if (cv_ok(status))
        load_counts_end(&load->counts, cv_clock_ns());
    load_probe_end(probe, load->counts.begin_ns, load->counts.result);
    return status;
}

struct cv_status load_measure(const struct load_plan *plan, void *work, struct cv_arena *arena,
                              struct load_result *result)
{
    struct load *load = cv_arena_zalloc(arena, sizeof(*load));
    struct cv_status status;

    if (load == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    load->plan = plan;
    load->loop = plan->client->loop;
    load->work = work;
    load->counts.plan = plan;
    load->counts.arena = arena;
    load->counts.result = result;
    status = set_up(load, arena);
    if (cv_ok(status))
        status = connect_all(load);
    if (cv_ok(status))
        status = run_watched(load, arena);
    cv_timer_disarm(cv_loop_timers(load->loop), &load->timer);
    cv_loop_undefer(&load->task);
    disconnect(load); /* ends what is still under way */
    reap(load);
    return status;
}
