create table order_of_merchant (
  order_id bigint not null,
  merchant varchar(64) not null,
  sku varchar(128) not null,
  price bigint not null,
  primary key (order_id)
);
create index on order_of_merchant (merchant);
create table sales (
  sku varchar(128) not null,
  description varchar(256),
  orders bigint not null,
  amount bigint not null,
  primary key (sku)
);
