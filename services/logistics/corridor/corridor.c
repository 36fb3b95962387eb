#include "corridor/corridor.h"

#include "place/place.h"

#include <string.h>

#define POINTS_MIN 2
#define POINTS_MAX 50

enum {
    TITLE,
    TITLE_ZH,
    POINTS,
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title", [TITLE_ZH] = "title_zh", [POINTS] = "points", NULL};

uint32_t corridor_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

static const char *path(struct cv_check *check, size_t i, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "corridor.points[%zu].%s", i, field);

    return text == NULL ? "corridor.points" : text;
}

static void read_point(struct cv_check *check, const Caravan__Logistics__V1__CorridorPoint *from,
                       size_t i, bool last, struct corridor_point *point)
{
    *point = (struct corridor_point){
        .place = place_id(check, path(check, i, "place"), from->place),
        .mode = from->mode,
        .run_minutes = from->run_minutes,
        .dwell_minutes = from->dwell_minutes,
    };
    cv_field_enum(check, path(check, i, "mode"),
                  &caravan__logistics__v1__transport_mode__descriptor, from->mode, !last);
    if (last && from->mode != CARAVAN__LOGISTICS__V1__TRANSPORT_MODE__TRANSPORT_MODE_UNSPECIFIED)
        cv_check_fail(check, path(check, i, "mode"), "nothing goes on from the last point");
    cv_check_range(check, path(check, i, "run_minutes"), from->run_minutes, last ? 0 : 1,
                   last ? 0 : CORRIDOR_MINUTES_MAX);
    cv_check_range(check, path(check, i, "dwell_minutes"), from->dwell_minutes, 0,
                   CORRIDOR_MINUTES_MAX);
}

static void read_points(struct cv_check *check, const Caravan__Logistics__V1__Corridor *message,
                        struct corridor *corridor)
{
    size_t count = message->n_points;

    cv_check_range(check, "corridor.points", (int64_t)count, POINTS_MIN, POINTS_MAX);
    if (!cv_check_fine(check))
        return;
    corridor->points = cv_arena_array(check->arena, count, sizeof(*corridor->points));
    if (corridor->points == NULL) {
        cv_check_fail(check, "corridor.points", "out of memory");
        return;
    }
    corridor->point_count = count;
    for (size_t i = 0; i < count; i++) {
        read_point(check, message->points[i], i, i + 1 == count, &corridor->points[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(corridor->points[j].place, corridor->points[i].place) == 0)
                cv_check_fail(check, path(check, i, "place"), "the place %s is there twice",
                              corridor->points[i].place);
        }
    }
}

void corridor_read(struct cv_check *check, const Caravan__Logistics__V1__Corridor *message,
                   uint32_t mask, struct corridor *corridor)
{
    CV_FIELD_TAKE(mask, TITLE, corridor->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, corridor->title_zh, message->title_zh);
    if ((mask & 1u << POINTS) != 0)
        read_points(check, message, corridor);
}

void corridor_check(struct cv_check *check, const struct corridor *corridor)
{
    cv_field_titles(check, "corridor.title", corridor->title, corridor->title_zh);
}

static Caravan__Logistics__V1__CorridorPoint *wire_point(struct cv_arena *arena,
                                                         const struct corridor_point *point)
{
    Caravan__Logistics__V1__CorridorPoint *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__corridor_point__init(message);
    message->place = cv_arena_printf(arena, "places/%s", point->place);
    message->mode = (Caravan__Logistics__V1__TransportMode)point->mode;
    message->run_minutes = (int32_t)point->run_minutes;
    message->dwell_minutes = (int32_t)point->dwell_minutes;
    return message;
}

Caravan__Logistics__V1__Corridor *corridor_wire(struct cv_arena *arena,
                                                const struct corridor *corridor)
{
    Caravan__Logistics__V1__Corridor *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__corridor__init(message);
    message->name = cv_arena_printf(arena, "corridors/%s", corridor->id);
    message->title = cv_wire_text(corridor->title);
    message->title_zh = cv_wire_text(corridor->title_zh);
    message->points = cv_arena_array(arena, corridor->point_count + 1, sizeof(*message->points));
    if (message->points == NULL)
        return NULL;
    for (size_t i = 0; i < corridor->point_count; i++)
        message->points[i] = wire_point(arena, &corridor->points[i]);
    message->n_points = corridor->point_count;
    message->etag = cv_wire_text(cv_field_etag(arena, corridor->version));
    message->create_time = cv_wire_time(arena, corridor->created_us);
    message->update_time = cv_wire_time(arena, corridor->recorded_us);
    return message;
}
