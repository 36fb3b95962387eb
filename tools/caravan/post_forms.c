/* The files of the logistics services: their columns, and the calls their rows become. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "post.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Headings in English and Chinese; then what follows the path. */
#define COLUMN(en, zh, path, ...)                                                                  \
    {                                                                                              \
        .name = {en, zh}, .field = path, __VA_ARGS__                                               \
    }
#define MUST         .required = true
#define AS(kind_of)  .post = {.kind = POST_##kind_of}
#define NAMED(shape) .post = {.kind = POST_NAME, .pattern = shape}

/* ---- corridor ---- */

static const struct form_column PLACES[] = {
    COLUMN("id", "编号", "place_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "place.title"),
    COLUMN("title_zh", "名称", "place.title_zh"),
    COLUMN("kind", "类型", "place.kind", MUST, AS(WORD)),
    COLUMN("functions", "功能", "place.functions", AS(WORDS)),
    COLUMN("country", "国家", "place.country", MUST),
    COLUMN("unlocode", "联合国代码", "place.unlocode"),
    COLUMN("unlocode_edition", "代码版本", "place.unlocode_edition"),
    COLUMN("border_country", "邻国", "place.border_country"),
    COLUMN("utc_offset_minutes", "时差分钟", "place.utc_offset_minutes", AS(NUMBER)),
};

static const struct form_column CORRIDORS[] = {
    COLUMN("id", "编号", "corridor_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "corridor.title"),
    COLUMN("title_zh", "名称", "corridor.title_zh"),
    COLUMN("place", "站点", "corridor.points[].place", MUST, NAMED("places/@")),
    COLUMN("mode", "方式", "corridor.points[].mode", AS(WORD)),
    COLUMN("run_minutes", "运行分钟", "corridor.points[].run_minutes", AS(NUMBER)),
    COLUMN("dwell_minutes", "停留分钟", "corridor.points[].dwell_minutes", AS(NUMBER)),
};

static const struct form_column TRIPS[] = {
    COLUMN("id", "编号", "trip_id", MUST, AS(ID)),
    COLUMN("corridor", "通道", "parent", MUST, NAMED("corridors/@")),
    COLUMN("number", "车次", "trip.number", MUST),
    COLUMN("direction", "方向", "trip.direction", MUST, AS(WORD)),
    COLUMN("departure", "计划发车", "trip.departure_time", MUST, AS(TIME)),
    COLUMN("project", "项目", "trip.project"),
};

/* ---- the calls ---- */

#define CORRIDOR_CALL(name, ...)                                                                   \
    &(const struct post)                                                                           \
    {                                                                                              \
        .service = &caravan_logistics_v1_corridors_type, .method = name, __VA_ARGS__               \
    }
#define GROUPED .grouped = true

#define FORM(form_id, en, zh, columns_of, call)                                                    \
    [form_id - FORM_PLACES] = {.id = form_id,                                                      \
                               .name = {en, zh},                                                   \
                               .columns = columns_of,                                              \
                               .column_count = COUNT(columns_of),                                  \
                               .family = FAMILY_POSTS,                                             \
                               .post = call}

const struct form POST_FORMS[FORM_COUNT - FORM_PLACES] = {
    FORM(FORM_PLACES, "places", "站点", PLACES, CORRIDOR_CALL("CreatePlace", )),
    FORM(FORM_CORRIDORS, "corridors", "通道", CORRIDORS, CORRIDOR_CALL("CreateCorridor", GROUPED)),
    FORM(FORM_TRIPS, "trips", "车次", TRIPS, CORRIDOR_CALL("CreateTrip", )),
};
