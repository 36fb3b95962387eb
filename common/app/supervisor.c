#include "app/supervisor.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/status.h"
#include "net/loop.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEATS 2 /* in the time after which it is worried: one may be late */

static void tell(const struct cv_supervisor *supervisor, const char *text)
{
    struct cv_status status = CV_STATUS_OK;

    if (supervisor->there)
        status = cv_socket_tell(&supervisor->at, text, strlen(text));
    if (!cv_ok(status))
        cv_log(CV_LOG_WARN, "supervisor_not_told", CV_LOG_TEXT("message", status.message));
}

/* "/run/x" or "@name" */
static bool read_address(const char *text, struct cv_address *address)
{
    size_t len = text == NULL ? 0 : strlen(text);

    if (len < 2 || len >= sizeof(address->host) || (text[0] != '/' && text[0] != '@'))
        return false;
    *address = (struct cv_address){.kind = text[0] == '@' ? CV_ADDRESS_ABSTRACT : CV_ADDRESS_UNIX};
    memcpy(address->host, text + (text[0] == '@'), len);
    return true;
}

static uint64_t read_number(const char *variable)
{
    const char *text = getenv(variable);

    return text == NULL ? 0 : strtoull(text, NULL, 10);
}

void cv_supervisor_find(struct cv_supervisor *supervisor)
{
    uint64_t watched = read_number("WATCHDOG_PID");
    uint64_t every_us = read_number("WATCHDOG_USEC");

    *supervisor = (struct cv_supervisor){0};
    supervisor->there = read_address(getenv("NOTIFY_SOCKET"), &supervisor->at);
    if (supervisor->there && (watched == 0 || watched == (uint64_t)getpid()) &&
        every_us < UINT64_MAX / CV_NS_PER_US)
        supervisor->beat_ns = every_us * CV_NS_PER_US / BEATS;
}

static void beat(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_supervisor *supervisor = CV_CONTAINER_OF(timer, struct cv_supervisor, timer);

    tell(supervisor, "WATCHDOG=1");
    (void)cv_timer_arm(cv_loop_timers(supervisor->loop), timer, now_ns + supervisor->beat_ns);
}

void cv_supervisor_ready(struct cv_supervisor *supervisor, struct cv_loop *loop)
{
    supervisor->loop = loop;
    supervisor->timer.fire = beat;
    tell(supervisor, "READY=1");
    if (supervisor->beat_ns > 0 &&
        !cv_timer_arm(cv_loop_timers(loop), &supervisor->timer, cv_clock_ns()))
        cv_log(CV_LOG_WARN, "supervisor_not_told", CV_LOG_TEXT("message", "no memory for beats"));
}

void cv_supervisor_reloading(const struct cv_supervisor *supervisor)
{
    char text[64];

    (void)snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%llu",
                   (unsigned long long)(cv_clock_ns() / CV_NS_PER_US));
    tell(supervisor, text);
}

void cv_supervisor_reloaded(const struct cv_supervisor *supervisor)
{
    tell(supervisor, "READY=1");
}

void cv_supervisor_stopping(const struct cv_supervisor *supervisor)
{
    tell(supervisor, "STOPPING=1");
}

void cv_supervisor_leave(struct cv_supervisor *supervisor)
{
    if (supervisor->loop != NULL)
        cv_timer_disarm(cv_loop_timers(supervisor->loop), &supervisor->timer);
}
