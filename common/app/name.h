/* Resource names and the ids they are made of (AIP-122): "programmes/jw/projects/0042". */
#ifndef CV_APP_NAME_H
#define CV_APP_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define CV_ID_MAX 63

struct cv_id {
    char text[CV_ID_MAX + 1];
};

/* [a-z0-9][a-z0-9._-]{0,62}: case cannot confuse, and no URL, file or shell needs to quote it. */
bool cv_id_valid(const char *text);

/* Does `name` have the shape of `pattern`, such as "programmes/@/projects/@", with a valid id for
 * each '@'? Then `ids`, as many as there are '@', holds them. */
bool cv_name_match(const char *name, const char *pattern, struct cv_id *ids);

/* How many ids a name of this pattern holds. */
size_t cv_name_ids(const char *pattern);

#endif
