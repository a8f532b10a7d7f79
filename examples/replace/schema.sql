-- Yours, as they are.
create table tickets (
	id         bigint primary key,
	priority   text not null,
	status     text not null,
	created_at timestamptz not null,
	replied_at timestamptz,           -- null: nobody has answered
	due_at     timestamptz            -- by the code that goes; drop it last
);
create table changes (
	id        bigint primary key,
	ticket_id bigint not null references tickets,
	at        timestamptz not null,
	field     text not null,          -- priority or status
	was       text not null,
	became    text not null
);

-- New: what clocks show, one row per ticket and objective.
create table clocks (
	ticket_id bigint not null references tickets,
	objective text not null,
	state     text not null,          -- running, paused, stopped, …
	verdict   text,                   -- met or missed, once certain, as of the last look
	due_at    timestamptz,            -- null: paused, or nothing is promised
	warn_at   timestamptz,            -- the next warning
	breach_at timestamptz,            -- of a breach, passed or to come
	seconds_left bigint,              -- while paused; negative: overdue
	agreement bytea not null,         -- which terms it was worked out under
	primary key (ticket_id, objective)
);
create index on clocks (breach_at);
create table alarms (
	ticket_id bigint not null references tickets,
	key       text not null,
	at        timestamptz not null,
	primary key (ticket_id, key)      -- this is what makes each alarm go out once
);
create table timers (
	ticket_id bigint primary key references tickets,
	at        timestamptz not null
);
create index on timers (at);
