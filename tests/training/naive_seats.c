#include "naive_seats.h"

#include <string.h>

#define HELD_SECONDS (48 * 3600)

void naive_begin(struct naive_seats *seats, int capacity, int places)
{
    memset(seats, 0, sizeof(*seats));
    seats->capacity = capacity;
    seats->places = places;
    seats->state = NAIVE_OPEN;
    for (int i = 0; i < NAIVE_PERSONS; i++)
        seats->consents[i] = true;
}

/* ---- counting ---- */

int naive_taken(const struct naive_seats *seats)
{
    int taken = 0;

    for (int i = 0; i < seats->count; i++) {
        int state = seats->enrolments[i].state;

        taken += state == NAIVE_OFFERED || state == NAIVE_ENROLLED || state == NAIVE_COMPLETED ||
                 state == NAIVE_FAILED || state == NAIVE_MISSED;
    }
    return taken;
}

int naive_waiting(const struct naive_seats *seats)
{
    int waiting = 0;

    for (int i = 0; i < seats->count; i++)
        waiting += seats->enrolments[i].state == NAIVE_WAITLISTED;
    return waiting;
}

int naive_place(const struct naive_seats *seats, int i)
{
    int place = 0;

    if (seats->enrolments[i].state != NAIVE_WAITLISTED)
        return 0;
    for (int j = 0; j <= i; j++)
        place += seats->enrolments[j].state == NAIVE_WAITLISTED;
    return place;
}

static void settle(struct naive_seats *seats, int64_t now)
{
    if (seats->state != NAIVE_OPEN && seats->state != NAIVE_RUNNING)
        return;
    for (int i = 0; i < seats->count; i++) {
        struct naive_enrolment *enrolment = &seats->enrolments[i];

        if (enrolment->state == NAIVE_OFFERED && enrolment->hold <= now)
            enrolment->state = NAIVE_LAPSED;
    }
    for (int i = 0; i < seats->count; i++) {
        struct naive_enrolment *enrolment = &seats->enrolments[i];

        if (enrolment->state == NAIVE_WAITLISTED && naive_taken(seats) < seats->capacity) {
            enrolment->state = NAIVE_OFFERED;
            enrolment->hold = now + HELD_SECONDS;
        }
    }
}

/* ---- commands ---- */

static const char *apply(struct naive_seats *seats, const struct naive_command *command,
                         struct naive_answer *answer)
{
    int i = seats->count;

    for (int j = 0; j < seats->count; j++) {
        const struct naive_enrolment *enrolment = &seats->enrolments[j];

        if (enrolment->person == command->person && enrolment->state != NAIVE_WITHDREW &&
            enrolment->state != NAIVE_LAPSED && enrolment->state != NAIVE_CANCELLED)
            return "ALREADY_ENROLLED";
    }
    if (!seats->consents[command->person])
        return "CONSENT_MISSING";
    if (seats->state != NAIVE_OPEN)
        return "ENROLMENT_CLOSED";
    if (naive_taken(seats) >= seats->capacity && naive_waiting(seats) >= seats->places)
        return "WAITLIST_FULL";
    seats->enrolments[i].number = command->enrolment;
    seats->enrolments[i].person = command->person;
    seats->enrolments[i].state =
        naive_taken(seats) < seats->capacity ? NAIVE_ENROLLED : NAIVE_WAITLISTED;
    seats->count++;
    answer->state = seats->enrolments[i].state;
    answer->sequence = i + 1;
    answer->place = naive_place(seats, i);
    return "";
}

static bool may(const struct naive_seats *seats, enum naive_kind kind, int state)
{
    bool begun = seats->state == NAIVE_RUNNING || seats->state == NAIVE_OVER;

    switch (kind) {
    case NAIVE_ACCEPT:
        return state == NAIVE_OFFERED;
    case NAIVE_WITHDRAW:
        return state == NAIVE_WAITLISTED || state == NAIVE_OFFERED || state == NAIVE_ENROLLED;
    default:
        return state == NAIVE_ENROLLED && begun;
    }
}

static const char *move(struct naive_seats *seats, const struct naive_command *command,
                        struct naive_answer *answer)
{
    static const int TO[] = {[NAIVE_ACCEPT] = NAIVE_ENROLLED,
                             [NAIVE_WITHDRAW] = NAIVE_WITHDREW,
                             [NAIVE_COMPLETE] = NAIVE_COMPLETED,
                             [NAIVE_FAIL] = NAIVE_FAILED,
                             [NAIVE_NO_SHOW] = NAIVE_MISSED};
    int i = 0;

    while (i < seats->count && seats->enrolments[i].number != command->enrolment)
        i++;
    if (i == seats->count)
        return "NOT_FOUND";
    if (command->kind == NAIVE_ACCEPT && seats->enrolments[i].state == NAIVE_LAPSED)
        return "OFFER_LAPSED";
    if (!may(seats, command->kind, seats->enrolments[i].state))
        return "WRONG_STATE";
    if (command->kind == NAIVE_ACCEPT && !seats->consents[seats->enrolments[i].person])
        return "CONSENT_MISSING";
    seats->enrolments[i].state = TO[command->kind];
    answer->state = seats->enrolments[i].state;
    answer->sequence = i + 1;
    return "";
}

static const char *resize(struct naive_seats *seats, const struct naive_command *command)
{
    if (seats->state == NAIVE_OVER || seats->state == NAIVE_CALLED_OFF)
        return "WRONG_STATE";
    if (command->kind == NAIVE_CAPACITY) {
        if (command->seats < naive_taken(seats))
            return "SEATS_TAKEN";
        seats->capacity = command->seats;
    } else {
        if (command->seats < naive_waiting(seats))
            return "WAITLIST_TAKEN";
        seats->places = command->seats;
    }
    return "";
}

static void end_all(struct naive_seats *seats, bool cancelled)
{
    for (int i = 0; i < seats->count; i++) {
        struct naive_enrolment *enrolment = &seats->enrolments[i];

        if (enrolment->state == NAIVE_WAITLISTED || enrolment->state == NAIVE_OFFERED)
            enrolment->state = cancelled ? NAIVE_CANCELLED : NAIVE_LAPSED;
        if (enrolment->state == NAIVE_ENROLLED && cancelled)
            enrolment->state = NAIVE_CANCELLED;
    }
}

static const char *move_cohort(struct naive_seats *seats, const struct naive_command *command)
{
    bool live = seats->state == NAIVE_OPEN || seats->state == NAIVE_RUNNING;

    if (command->kind == NAIVE_START && seats->state == NAIVE_OPEN) {
        seats->state = NAIVE_RUNNING;
    } else if (command->kind == NAIVE_END && seats->state == NAIVE_RUNNING) {
        for (int i = 0; i < seats->count; i++) {
            if (seats->enrolments[i].state == NAIVE_ENROLLED)
                return "STILL_ENROLLED";
        }
        end_all(seats, false);
        seats->state = NAIVE_OVER;
    } else if (command->kind == NAIVE_CANCEL && live) {
        end_all(seats, true);
        seats->state = NAIVE_CALLED_OFF;
    } else {
        return "WRONG_STATE";
    }
    return "";
}

static const char *consent(struct naive_seats *seats, const struct naive_command *command)
{
    bool gives = command->kind == NAIVE_GIVE_CONSENT;

    if (seats->consents[command->person] == gives)
        return gives ? "CONSENT_ON_FILE" : "CONSENT_MISSING";
    seats->consents[command->person] = gives;
    return "";
}

static const char *change(struct naive_seats *seats, const struct naive_command *command,
                          struct naive_answer *answer)
{
    if (command->kind == NAIVE_APPLY)
        return apply(seats, command, answer);
    if (command->kind <= NAIVE_NO_SHOW)
        return move(seats, command, answer);
    if (command->kind <= NAIVE_PLACES)
        return resize(seats, command);
    return move_cohort(seats, command);
}

struct naive_answer naive_do(struct naive_seats *seats, const struct naive_command *command,
                             int64_t now)
{
    struct naive_answer answer = {.reason = ""};
    struct naive_seats before = *seats;

    if (command->kind >= NAIVE_GIVE_CONSENT) {
        answer.reason = consent(seats, command);
        return answer;
    }
    settle(seats, now);
    answer.reason = change(seats, command, &answer);
    if (answer.reason[0] != '\0') {
        *seats = before;
        return answer;
    }
    settle(seats, now);
    if (command->kind >= NAIVE_CAPACITY)
        answer.state = seats->state;
    return answer;
}
