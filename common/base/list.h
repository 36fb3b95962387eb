/* Intrusive doubly linked list: the node is a member of what is listed, so listing cannot fail.
 *
 * A list head and an unlinked node look alike: both point at themselves. */
#ifndef CV_BASE_LIST_H
#define CV_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define CV_CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

struct cv_list {
    struct cv_list *next;
    struct cv_list *prev;
};

static inline void cv_list_init(struct cv_list *node)
{
    node->next = node;
    node->prev = node;
}

static inline bool cv_list_empty(const struct cv_list *head)
{
    return head->next == head;
}

static inline void cv_list_push(struct cv_list *head, struct cv_list *node)
{
    node->prev = head->prev;
    node->next = head;
    head->prev->next = node;
    head->prev = node;
}

/* Unlink; the node is left as an empty list, so removing twice is harmless. */
static inline void cv_list_remove(struct cv_list *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    cv_list_init(node);
}

static inline struct cv_list *cv_list_pop(struct cv_list *head)
{
    struct cv_list *node = head->next;

    if (node == head)
        return NULL;
    cv_list_remove(node);
    return node;
}

/* Move all of `from` to the empty head `to`. */
static inline void cv_list_move(struct cv_list *from, struct cv_list *to)
{
    cv_list_init(to);
    if (cv_list_empty(from))
        return;
    *to = *from;
    to->next->prev = to;
    to->prev->next = to;
    cv_list_init(from);
}

/* NOLINTNEXTLINE(bugprone-macro-parentheses): `it` is declared here */
#define CV_LIST_EACH(it, head) for (struct cv_list *it = (head)->next; it != (head); it = it->next)

#endif
