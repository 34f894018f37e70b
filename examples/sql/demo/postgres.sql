create table order_of_merchant (
  merchant varchar(64) not null,
  order_id bigint not null,
  sku varchar(128) not null,
  description varchar(256),
  price bigint not null,
  primary key (merchant, order_id)
);
create table sales (
  sku varchar(128) not null,
  orders bigint not null,
  amount bigint not null,
  primary key (sku)
);
