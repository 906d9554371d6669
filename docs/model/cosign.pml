/* SPDX-License-Identifier: Apache-2.0
 *
 * The log and its witnesses (protocol 2.5): a gateway that shows different people different histories,
 * and the rule by which honest witnesses cosign. README.md says which functions these are.
 *
 * There are two histories that part after size 1: 0 and 1. A checkpoint is (size, history). The gateway
 * may offer any witness any checkpoint at any time, as often as it likes, and show a reader any for
 * which it has q cosignatures. A liar cosigns everything. Honest witnesses may crash between any two
 * steps; what they remember is on their disk.
 *
 * Claims, as long as any two quorums have an honest witness in common (2 QUORUM - WITNESSES > LIARS):
 * no two histories both get a quorum, so what readers take for the current checkpoint is one history;
 * and no honest witness ever cosigns both.
 */
#ifndef WITNESSES
#define WITNESSES 4
#endif
#ifndef QUORUM
#define QUORUM 3
#endif
#ifndef LIARS
#define LIARS 1
#endif
#define CRASHES 1

#define BITS(m) (((m) & 1) + (((m) >> 1) & 1) + (((m) >> 2) & 1) + (((m) >> 3) & 1))

byte cosigned[8];              /* by 2 * size + history: the witnesses, one bit each */
byte crashes;
bool believed[2];              /* histories beyond size 1 that some reader can be given */

/* How many are counted for a checkpoint. */
#ifdef COUNT_LINES
byte lines[8];                           /* Planted: a witness who cosigns twice counts twice */
#define COUNTED(c) lines[c]
#define COUNT_LINE(c) if :: lines[c] < QUORUM -> lines[c]++ :: else -> skip fi
#else
#define COUNTED(c) BITS(cosigned[c])
#define COUNT_LINE(c) skip
#endif

/* Whatever has a quorum a reader may be shown: current, and believed. */
inline cosign(id, size, history) {
  cosigned[2 * size + history] = cosigned[2 * size + history] | (1 << id);
  COUNT_LINE(2 * size + history);
  if
  :: size > 1 && COUNTED(2 * size + history) >= QUORUM -> believed[history] = true
  :: else -> skip
  fi;
  assert(!(believed[0] && believed[1]))  /* one history */
}

/* A desk that watches. It remembers the checkpoint that it cosigned last. */
proctype honest(byte id) {
  byte last_size = 1, last_history = 0;    /* on its disk */
  byte size, history;
again:
  skip;
  do
  :: atomic {
       /* The gateway shows a checkpoint and, if there is one, the proof that it goes on from the last. */
       if :: size = 2 :: size = 3 fi;
       if :: history = 0 :: history = 1 fi;
       if
#ifdef NO_MEMORY
       :: true -> skip                     /* Planted: the proof is not asked for */
#else
       :: size == last_size && history == last_history -> skip  /* the same again */
       :: size > last_size && (last_size <= 1 || history == last_history) -> skip
#endif
       :: size < last_size || (last_size > 1 && history != last_history) ->
          size = 0; history = 0; goto again  /* an alarm */
       fi
     }
#ifdef SIGN_BEFORE_KEEPING
     atomic { cosign(id, size, history) }  /* Planted: posted first, and remembered after that */
     if
     :: atomic { crashes < CRASHES -> crashes++; size = 0; history = 0; goto again }
     :: skip
     fi;
     d_step { last_size = size; last_history = history; size = 0; history = 0 }
#else
     d_step { last_size = size; last_history = history }
     if
     :: atomic { crashes < CRASHES -> crashes++; size = 0; history = 0; goto again }  /* kept, and not posted: nothing is lost by it */
     :: skip
     fi;
     atomic { cosign(id, size, history); size = 0; history = 0 }
#endif
  :: break
  od
}

/* One who cosigns whatever it is shown: its bit is in every checkpoint. */
inline let_liars_sign() {
  byte c = 2;
  byte w;
  do
  :: c < 8 ->
     w = 0;
     do
     :: w < LIARS -> cosigned[c] = cosigned[c] | (1 << w); COUNT_LINE(c); w++
     :: else -> break
     od;
     c++
  :: else -> break
  od;
  c = 0;
  w = 0
}

init {
  byte i = LIARS;
  atomic {
    let_liars_sign();
    do
    :: i < WITNESSES -> run honest(i); i++
    :: else -> break
    od
  };
  (_nr_pr == 1);
  d_step {
    i = LIARS;
    do
    :: i < WITNESSES ->
       /* No honest witness in both histories. */
       assert(!(((cosigned[4] | cosigned[6]) >> i & 1) && ((cosigned[5] | cosigned[7]) >> i & 1)));
       i++
    :: else -> break
    od
  }
}
