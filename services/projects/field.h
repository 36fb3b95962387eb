/* Checks and wire forms that nouns of a programme share: names, and what belongs together. */
#ifndef PROJECTS_FIELD_H
#define PROJECTS_FIELD_H

#include "service/field.h"

#define PROGRAMME_NAME "programmes/@"
#define PROJECT_NAME   PROGRAMME_NAME "/projects/@"
#define PARTNER_NAME   PROGRAMME_NAME "/partners/@"

/* INVALID_ARGUMENT, with `field`, unless the currency asked for is "" or the programme's. */
struct cv_status field_currency_match(struct cv_arena *arena, const char *field, const char *asked,
                                      const char *currency);

/* The id in the name of a project, which must be of the programme of this id; "" is fine unless
 * required. In the arena. */
const char *field_project_id(struct cv_check *check, const char *field, const char *name,
                             const char *programme, bool required);
/* The name of a project; "" for the id "". */
char *field_project_name(struct cv_arena *arena, const char *programme, const char *id);

/* The id in the name of a partner of this programme (its id); "" is fine unless required. In the
 * arena. */
const char *field_partner_id(struct cv_check *check, const char *field, const char *name,
                             const char *programme, bool required);
/* "" for the id "". */
char *field_partner_name(struct cv_arena *arena, const char *programme, const char *id);

/* Texts of a request, at most `max` of them of at most `length` characters, each on a line of its
 * own. In the arena. */
const char *field_lines_read(struct cv_check *check, const char *field, char *const *texts,
                             size_t count, size_t max, size_t length);
/* The words of a text with a `separator` between two, each by itself; how many. */
size_t field_words_wire(struct cv_arena *arena, const char *text, char separator, char ***words);

/* The id in the name of something else of the same project; `ids`: of programme and project. In the
 * arena. */
const char *field_child_id(struct cv_check *check, const char *field, const char *name,
                           const char *pattern, const struct cv_id ids[2]);
/* The name of something in a project; "" for the id "". */
char *field_child_name(struct cv_arena *arena, const struct cv_id ids[2], const char *collection,
                       const char *id);

#endif
