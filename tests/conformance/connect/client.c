/* conformance-client: the client connectconformance judges. It makes the calls that it reads from
 * standard input, many at a time, and writes what came of each. */
#include "base/list.h"
#include "channels.h"
#include "client_call.h"
#include "exchange.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#define CALLS_MAX 32 /* at a time */

struct program {
    struct cv_loop *loop;
    pthread_t reader; /* of standard input, which blocks */
    struct channels channels;
    sem_t room; /* for further calls */
    struct cv_wake_item all_read;
    bool no_more; /* requests will come */
    unsigned running;
    bool failed; /* nobody takes what we say */
};

struct job {
    struct program *program;
    struct cv_wake_item item;
    Connectrpc__Conformance__V1__ClientCompatRequest *request;
    struct client_call call;
};

/* ---- the end ---- */

static void channels_closed(struct channels *channels)
{
    struct program *program = CV_CONTAINER_OF(channels, struct program, channels);

    cv_wake_release(cv_loop_wake(program->loop));
    cv_loop_stop(program->loop);
}

static void end_if_done(struct program *program)
{
    if (program->no_more && program->running == 0)
        channels_close(&program->channels, channels_closed);
}

static void on_all_read(struct cv_wake_item *item)
{
    struct program *program = CV_CONTAINER_OF(item, struct program, all_read);

    program->no_more = true;
    end_if_done(program);
}

/* ---- a call ---- */

static void job_end(struct job *job, Connectrpc__Conformance__V1__ClientCompatResponse *response)
{
    struct program *program = job->program;

    response->test_name = job->request->test_name;
    if (!exchange_write(&response->base))
        program->failed = true;
    client_call_free(&job->call);
    connectrpc__conformance__v1__client_compat_request__free_unpacked(job->request, NULL);
    free(job);
    program->running--;
    (void)sem_post(&program->room);
    end_if_done(program);
}

static void call_done(struct client_call *call)
{
    Connectrpc__Conformance__V1__ClientCompatResponse response =
        CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_RESPONSE__INIT;

    response.result_case = CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_RESPONSE__RESULT_RESPONSE;
    response.response = &call->response;
    job_end(CV_CONTAINER_OF(call, struct job, call), &response);
}

static void job_refuse(struct job *job, const char *message)
{
    Connectrpc__Conformance__V1__ClientCompatResponse response =
        CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_RESPONSE__INIT;
    Connectrpc__Conformance__V1__ClientErrorResult error =
        CONNECTRPC__CONFORMANCE__V1__CLIENT_ERROR_RESULT__INIT;

    error.message = (char *)(uintptr_t)message;
    response.result_case = CONNECTRPC__CONFORMANCE__V1__CLIENT_COMPAT_RESPONSE__RESULT_ERROR;
    response.error = &error;
    job_end(job, &response);
}

static void job_begin(struct cv_wake_item *item)
{
    struct job *job = CV_CONTAINER_OF(item, struct job, item);
    struct program *program = job->program;
    struct cv_channel *channel;
    struct cv_status status;

    program->running++;
    job->call.request = job->request;
    job->call.loop = program->loop;
    job->call.done = call_done;
    client_call_init(&job->call);
    status = channels_find(&program->channels, job->request, &job->call.arena, &channel);
    if (cv_ok(status))
        status = client_call_start(&job->call, channel);
    if (!cv_ok(status))
        job_refuse(job, status.message);
}

/* ---- standard input ---- */

/* Its thread ends with the input. */
static void *read_requests(void *arg)
{
    struct program *program = arg;
    struct cv_wake *home = cv_loop_wake(program->loop);
    ProtobufCMessage *message;

    while ((message = exchange_read(
                &connectrpc__conformance__v1__client_compat_request__descriptor)) != NULL) {
        struct job *job = calloc(1, sizeof(*job));

        if (job == NULL)
            abort();
        job->program = program;
        job->request = (Connectrpc__Conformance__V1__ClientCompatRequest *)message;
        job->item.run = job_begin;
        (void)sem_wait(&program->room);
        cv_wake_post(home, &job->item);
    }
    program->all_read.run = on_all_read;
    cv_wake_post(home, &program->all_read);
    return NULL;
}

static struct cv_status run(struct program *program)
{
    struct cv_status status = cv_loop_new(&program->loop);

    if (!cv_ok(status))
        return status;
    channels_init(&program->channels, program->loop);
    cv_wake_hold(cv_loop_wake(program->loop));
    if (pthread_create(&program->reader, NULL, read_requests, program) == 0) {
        cv_loop_run(program->loop);
        (void)pthread_join(program->reader, NULL);
    } else {
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no thread");
        cv_wake_release(cv_loop_wake(program->loop));
    }
    cv_loop_free(program->loop);
    if (cv_ok(status) && program->failed)
        status = cv_status(CV_UNAVAILABLE, NULL, "standard output takes no more");
    return status;
}

int main(void)
{
    struct program program = {0};
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no semaphore");

    if (sem_init(&program.room, 0, CALLS_MAX) == 0)
        status = run(&program);
    if (!cv_ok(status))
        (void)fprintf(stderr, "conformance-client: %s\n", status.message);
    (void)sem_destroy(&program.room);
    cv_arena_thread_done();
    return cv_ok(status) ? EXIT_SUCCESS : EXIT_FAILURE;
}
