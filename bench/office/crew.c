#include "crew.h"

#include "app/principal.h"
#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MAX 65536u
#define CALL_NS    (120 * CV_NS_PER_S)

struct cv_status crew_open(struct crew *crew, unsigned port)
{
    static const char *const NAMES[PRINCIPALS] = {[CLERK] = "clerk", [CHIEF] = "chief"};
    struct cv_client_config config = {.timeout_ns = CALL_NS};
    struct cv_status status = CV_STATUS_OK;
    char target[64];

    cv_arena_init(&crew->arena, MEMORY_MAX);
    for (unsigned i = 0; cv_ok(status) && i < PRINCIPALS; i++)
        status = cv_metadata_add_text(&crew->as[i], &crew->arena, CV_PRINCIPAL_KEY, NAMES[i]);
    (void)snprintf(target, sizeof(target), "127.0.0.1:%u", port);
    config.channel.target = target;
    return cv_ok(status) ? cv_client_open(&config, &crew->client) : status;
}

void crew_close(struct crew *crew)
{
    cv_client_close(crew->client);
    cv_arena_release(&crew->arena);
    cv_arena_thread_done();
}

void crew_begin(struct member *member, enum principal principal)
{
    cv_client_prepare(member->crew->client, &member->call);
    member->call.unary.start.metadata = &member->crew->as[principal];
    member->busy = true;
}

void crew_fail(struct crew *crew, const char *why)
{
    if (crew->why[0] == '\0')
        (void)snprintf(crew->why, sizeof(crew->why), "%s", why);
}

bool crew_wait(struct crew *crew, struct member *member)
{
    struct cv_status status = cv_client_wait(&member->call);

    crew->calls++;
    if (!cv_ok(status))
        crew_fail(crew, status.message);
    return cv_ok(status);
}

void crew_done(struct member *member)
{
    cv_client_release(&member->call);
    member->busy = false;
}

/* Whoever is free takes the next piece; the oldest call is waited for, while all others get on. */
void crew_run(struct crew *crew, unsigned callers, uint64_t count, crew_step *step)
{
    uint64_t began_ns = cv_clock_ns();
    unsigned busy = 0;

    crew->next = 0;
    crew->most = count;
    for (unsigned i = 0; i < callers; i++) {
        crew->members[i] = (struct member){.crew = crew};
        busy += step(&crew->members[i]);
    }
    for (unsigned i = 0; busy > 0; i = (i + 1) % callers) {
        struct member *member = &crew->members[i];

        if (!member->busy)
            continue;
        (void)crew_wait(crew, member);
        if (crew->why[0] != '\0' || !step(member)) {
            if (member->busy)
                crew_done(member);
            busy--;
        }
    }
    crew->took_ns = cv_clock_ns() - began_ns;
}
