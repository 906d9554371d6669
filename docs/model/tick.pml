/* SPDX-License-Identifier: Apache-2.0
 *
 * The tick of the gateway (protocol 2.6, 2.10): what was accepted becomes an epoch, and the process or
 * the machine may die between any two steps. README.md says which line of gateway/tick.cc each step is.
 *
 * What is on the disk survives a crash, everything else is gone. Each d_step is one durable step of the
 * program: what it writes is there afterwards, or (the crash came first) is not there at all.
 *
 * Claims: nothing that was accepted is lost; nothing is published twice; no two trees of one size are
 * signed; epochs come one after another; a reader who holds a checkpoint finds its files.
 */
#ifndef LETTERS
#define LETTERS 2
#endif
#ifndef EPOCHS
#define EPOCHS 3
#endif
#ifndef CRASHES
#define CRASHES 2
#endif

#define NONE 255

/* --- The disk --- */
bool accepted[LETTERS];        /* a 202 was given: the promise */
bool pooled[LETTERS];          /* in a cell of the pool */
byte published[LETTERS];       /* how many public epochs it is in */
bool recent[LETTERS];          /* in the files of hashes that were published */

bool stage;                    /* the stage bears its own name, with its plan */
byte stage_epoch;
bool stage_has[LETTERS];
bool stage_moved;              /* its files have been renamed into the public folder */

byte log_epoch;                /* the log's state: the last epoch signed, 0: none */
byte log_size;                 /* leaves of its tree */
byte log_content;              /* stands for its root: which letters are in it */
byte served;                   /* the epoch of the pending checkpoint that readers are given */

/* --- Witnesses of the claims: no program reads them --- */
byte signed_content[(EPOCHS + 1) * (LETTERS + 1) + 1];  /* by size; NONE: nothing signed */
byte files_of[EPOCHS + 1];     /* 1: the epoch's files are public */

byte crashes;
byte now = 1;                  /* the epoch that is open */
bool up;
bool over;

inline sign(size, content) {
  assert(signed_content[size] == NONE || signed_content[size] == content);  /* never two of one size */
  signed_content[size] = content
}

/* An upload: durable before it is answered. A letter is sent again for as long as nobody answered, and
 * once more after that: who goes on with an upload sends everything again. */
proctype sender(byte id) {
  byte tries = 0;
  do
  :: tries < 2 && up ->
     tries++;
     if
     :: d_step { pooled[id] = true; accepted[id] = true }
     :: skip                                           /* the connection broke before anything */
     fi
  :: tries == 2 -> break
  :: over -> break
  od
}

/* The process of the gateway. Between any two of its steps it may be gone. */
proctype gateway() {
  byte i, content, size;
  bool batch[LETTERS];

restart:
  skip;
  d_step { up = true; i = 0 };
  /* Tick::recover(): a stage that is there is finished, whatever had been done of it. */
  if
  :: stage -> goto finish
  :: stage && log_epoch < stage_epoch -> stage = false /* not whole: rolled back, all is in the pool */
  :: !stage -> skip
  fi;

open:
  skip;
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: now > EPOCHS -> goto done
  :: now <= EPOCHS -> now++                            /* an epoch ends: a tick is due */
  :: log_epoch + 1 < now -> skip                       /* the last one is still due */
  fi;

  /* 1. Choose from the pool, seal, write into stage.new. Nothing of it has a meaning yet. */
  atomic {
    i = 0;
    do
    :: i < LETTERS -> batch[i] = false; i++            /* does not fit under the cap, or is not there */
#ifdef FORGETFUL
    :: i < LETTERS && pooled[i] -> batch[i] = true; i++  /* Planted: what was published is not remembered */
#else
    :: i < LETTERS && pooled[i] && !recent[i] -> batch[i] = true; i++
#endif
    :: i == LETTERS -> break
    od;
    i = 0
  };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;

  /* 2. Rename stage.new to stage: from here on the epoch is going to be published. */
  d_step {
    stage = true;
    stage_epoch = now - 1;
    stage_moved = false;
    i = 0;
    do
    :: i < LETTERS -> stage_has[i] = batch[i]; i++
    :: else -> break
    od;
    i = 0
  };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;

finish:
  skip;
  /* 3. Sign, and replace the log's state. The tree is made from the plan alone, so that a second time
   *    signs the same bytes. */
  d_step {
    size = log_size;
    content = log_content;
    if
    :: log_epoch < stage_epoch ->
       i = 0;
       do
       :: i < LETTERS ->
          if
#ifdef CHOOSE_AGAIN
          /* Planted: what is signed comes from the pool of this moment and not from the stage. */
          :: pooled[i] && !recent[i] -> size++; content = content | (1 << i)
#else
          :: stage_has[i] -> size++; content = content | (1 << i)
#endif
          :: else -> skip
          fi;
          i++
       :: else -> break
       od;
       i = 0;
       size++;                                         /* the epoch record is the last leaf */
#ifdef SIGN_FIRST
       sign(size, content)                             /* Planted: signed, and kept only later */
#else
       sign(size, content);
       log_epoch = stage_epoch;
       log_size = size;
       log_content = content
#endif
    :: else -> sign(log_size, log_content)             /* done before: the same once more */
    fi
  };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;
#ifdef SIGN_FIRST
  d_step {
    if
    :: log_epoch < stage_epoch -> log_epoch = stage_epoch; log_size = size; log_content = content
    :: else -> skip
    fi
  };
#endif

  /* 4. Rename the files into the public folder (a file that is gone from the stage was moved before),
   *    with them the hashes of what is recent, and the checkpoint last. */
#ifdef SERVE_FIRST
  d_step { served = stage_epoch; assert(files_of[served] == 1) };   /* Planted: the checkpoint first */
#endif
  d_step {
    if
    :: !stage_moved ->
       i = 0;
       do
       :: i < LETTERS ->
          if
          :: stage_has[i] ->
             published[i]++;
             assert(published[i] == 1);                /* nothing twice */
             assert(log_content & (1 << i));           /* what is public is what is signed */
             recent[i] = true
          :: else -> skip
          fi;
          i++
       :: else -> break
       od;
       i = 0;
       files_of[stage_epoch] = 1;
       stage_moved = true
    :: else -> skip
    fi
  };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;
  d_step { served = stage_epoch; assert(files_of[served] == 1) };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;

  /* 5. Empty the pool of what is recent, renew its key, remove the plan last of all. */
  d_step {
    i = 0;
    do
    :: i < LETTERS ->
       if
#ifdef EMPTY_ALL
       :: pooled[i] -> pooled[i] = false               /* Planted: also what came since the stage was made */
#else
       :: recent[i] -> pooled[i] = false
#endif
       :: else -> skip
       fi;
       i++
    :: else -> break
    od;
    i = 0
  };
  if
  :: atomic { crashes < CRASHES -> crashes++; up = false; goto restart }
  :: skip
  fi;
  stage = false;
  goto open;

done:
  skip;
  d_step { up = false; over = true }
}

init {
  byte i = 0;
  d_step {
    do
    :: i < (EPOCHS + 1) * (LETTERS + 1) + 1 -> signed_content[i] = NONE; i++
    :: else -> break
    od;
    i = 0;
    signed_content[0] = 0
  };
  atomic {
    i = 0;
    do
    :: i < LETTERS -> run sender(i); i++
    :: else -> break
    od;
    run gateway()
  };
  (_nr_pr == 1);                                       /* everybody has ended */
  d_step {
    i = 0;
    do
    :: i < LETTERS ->
       assert(published[i] <= 1);                      /* nothing twice */
       assert((log_content & (1 << i)) == 0 || published[i] == 1);  /* and the other way round */
       assert(!accepted[i] || pooled[i] || published[i] == 1);  /* nothing accepted is lost */
       i++
    :: else -> break
    od
  }
}
